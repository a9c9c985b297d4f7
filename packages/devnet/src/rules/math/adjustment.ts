import type { BurnBounds } from '@subnetkit/yuma'
import { u64Max } from './fixed.js'

/** Registrations of an interval, and how much of the old value an adjustment keeps. */
export interface Adjustment {
  readonly registered: number
  readonly target: number
  /** Weight of the old value, as a fraction of 2^64 - 1. */
  readonly alpha: bigint
}

/** Fraction bits in which the chain adjusts prices and difficulties. */
const bits = 18n
const one = 1n << bits

/** A price or a difficulty, moved towards what the registrations of an interval ask for. */
export function adjusted(
  value: bigint,
  { registered, target, alpha }: Adjustment,
  bounds: BurnBounds,
): bigint {
  const now = value << bits
  const asked = target === 0 ? 0n : (now * BigInt(registered + target)) / BigInt(2 * target)
  const weight = (alpha << bits) / u64Max
  const next = ((weight * now) >> bits) + (((one - weight) * asked) >> bits)
  if (next >= bounds.max << bits) return bounds.max
  return next <= bounds.min << bits ? bounds.min : next >> bits
}
