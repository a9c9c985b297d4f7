import { yumaError } from '../errors.js'
import type { EpochInput } from '../types.js'
import type { AnyRow } from './row-forms.js'

const MAX_UIDS = 65535
/** Up to here bonds that grow instead of decaying (above 1000000) still sum exactly over every uid. */
const MAX_BONDS_MOVING_AVERAGE = 16_000_000

/** Refuses inputs outside the exact range of the arithmetic or the chain's own types. */
export function assertSupported(input: EpochInput<AnyRow>): void {
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
    isWithin(input.bondsMovingAverage, 0, MAX_BONDS_MOVING_AVERAGE),
    'bondsMovingAverage',
    `an integer up to ${MAX_BONDS_MOVING_AVERAGE}`,
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
  if (!holds) throw yumaError('EPOCH_INPUT_INVALID', { name, given: actual, expected })
}
