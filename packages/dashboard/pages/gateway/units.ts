import { milliseconds } from '../parts/format.js'

/** A time that a gateway counts in seconds. */
export const seconds = (value: number | undefined): string =>
  milliseconds(value === undefined ? null : 1_000 * value)

/** Micro-credits as credits. */
export const credits = (micro: number): string =>
  (micro / 1e6).toLocaleString('en', { maximumFractionDigits: micro < 1e6 ? 6 : 2 })
