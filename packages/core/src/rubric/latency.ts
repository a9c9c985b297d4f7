import { number, optionsOf, parseOptions } from '@subnetkit/base'
import type { Factor } from './rubric.js'

/** The part of an answer that {@link latency} looks at, in ms. */
export interface Timed {
  readonly latencyMs: number
  readonly deadlineMs: number
}

const latencyOptions = optionsOf({
  fullUntil: number(0, 1).lt(1, 'a number from 0 to below 1').default(0.3),
  floor: number(0, 1).default(0.7),
})

/**
 * A bounded reward for speed: 1 up to `fullUntil` of the deadline, then linear down to `floor` at the deadline and
 * beyond. Bounded, so that being fast never makes up for being wrong.
 * Throws CONFIG_INVALID for a share outside of its range and for an unknown option.
 */
export function latency(options?: {
  /** Share of the deadline, 0 to below 1. @default 0.3 */
  readonly fullUntil?: number
  /** Factor at the deadline, 0 to 1. @default 0.7 */
  readonly floor?: number
}): Factor<Timed> {
  const { fullUntil, floor } = parseOptions(latencyOptions, options, 'latency')
  return {
    name: 'latency',
    factor({ latencyMs, deadlineMs }) {
      const late = (latencyMs / deadlineMs - fullUntil) / (1 - fullUntil)
      return 1 - (1 - floor) * Math.min(1, Math.max(0, late))
    },
  }
}
