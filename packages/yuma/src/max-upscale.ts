import { u16MaxUpscaleToU16 } from './math/conversions.js'

/** Weights as the chain stores them: u16 values scaled so that the largest becomes 65535. */
export function maxUpscale(weights: readonly number[]): number[] {
  return u16MaxUpscaleToU16(weights)
}
