import { configError } from '@subnetkit/base'
import type { Factor } from './rubric.js'

/** The part of an answer that {@link latency} looks at, in ms. */
export interface Timed {
  readonly latencyMs: number
  readonly deadlineMs: number
}

/**
 * A bounded reward for speed: 1 up to `fullUntil` of the deadline, then linear down to `floor` at the deadline and
 * beyond. Bounded, so that being fast never makes up for being wrong.
 */
export function latency(
  options: {
    /** Share of the deadline, 0 to below 1. @default 0.3 */
    readonly fullUntil?: number
    /** Factor at the deadline, 0 to 1. @default 0.7 */
    readonly floor?: number
  } = {},
): Factor<Timed> {
  const { fullUntil = 0.3, floor = 0.7 } = options
  if (!(fullUntil >= 0 && fullUntil < 1 && floor >= 0 && floor <= 1)) {
    throw configError('CONFIG_INVALID', {
      place: 'latency',
      detail: `fullUntil is ${fullUntil} and floor is ${floor}`,
      fix: 'Set fullUntil to at least 0 and below 1, and floor from 0 to 1.',
    })
  }
  return {
    name: 'latency',
    factor({ latencyMs, deadlineMs }) {
      const late = (latencyMs / deadlineMs - fullUntil) / (1 - fullUntil)
      return 1 - (1 - floor) * Math.min(1, Math.max(0, late))
    },
  }
}
