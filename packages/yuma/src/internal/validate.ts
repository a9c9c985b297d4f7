import type { EpochInput } from '../types.js'

const MAX_UIDS = 65535

/** Refuses what would leave the exact range of the arithmetic or the chain's own types. */
export function assertSupported(input: EpochInput): void {
  check(
    Number.isInteger(input.n) && input.n >= 0 && input.n <= MAX_UIDS,
    'n',
    'an integer up to 65535',
    input.n,
  )
  for (const name of ['kappa', 'bondsPenalty', 'alphaLow', 'alphaHigh'] as const) {
    check(isWithin(input[name], 0, 65535), name, 'a u16', input[name])
  }
  check(
    isWithin(input.bondsMovingAverage, 0, 1_000_000),
    'bondsMovingAverage',
    'an integer up to 1000000',
    input.bondsMovingAverage,
  )
  check(
    isWithin(input.alphaSigmoidSteepness, -32768, 32767),
    'alphaSigmoidSteepness',
    'an i16',
    input.alphaSigmoidSteepness,
  )
  check(input.raoEmission >= 0n, 'raoEmission', 'a u64', input.raoEmission)
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high
}

function check(holds: boolean, name: string, expected: string, actual: number | bigint): void {
  if (!holds) throw new RangeError(`${name} must be ${expected}, got ${actual}`)
}
