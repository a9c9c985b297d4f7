import { number, optionError, optionsOf, parseOptions } from '@subnetkit/base'

/** Options of {@link numericWithin}. */
export interface NumericWithinOptions {
  /** Largest difference that is right, in the unit of the numbers. @default 0 */
  readonly absolute?: number | undefined
  /** Largest difference that is right, as a share of the truth; the larger of both tolerances counts. @default 0 */
  readonly relative?: number | undefined
  /** Multiple of the tolerance, beyond it, over which the score falls from 1 to 0 in a straight line. @default 0 */
  readonly falloff?: number | undefined
}

const most = Number.MAX_VALUE
const withinOptions = optionsOf({
  absolute: number(0, most).default(0),
  relative: number(0, most).default(0),
  falloff: number(0, most).default(0),
})

/**
 * Scores a number by its distance from the truth: 1 within the tolerance, beyond it 0, or a straight line down to 0
 * over `falloff` tolerances. Without a tolerance the numbers have to be equal. The difference of bigints is exact. An
 * answer that is no finite number scores 0. Throws CONFIG_INVALID for such a truth and for an invalid option.
 * @example
 * criterion('close', 1, ({ output, truth }) => numericWithin(output.price, truth, { relative: 0.01, falloff: 4 }))
 */
export function numericWithin(
  answer: number | bigint | null | undefined,
  truth: number | bigint,
  options?: NumericWithinOptions,
): number {
  const { absolute, relative, falloff } = parseOptions(withinOptions, options, 'numericWithin')
  if (!isNumeric(truth)) throw optionError('numericWithin truth', truth, 'a finite number or a bigint')
  if (!isNumeric(answer)) return 0
  const distance = distanceOf(answer, truth)
  const tolerance = Math.max(absolute, relative * Math.abs(Number(truth)))
  if (distance <= tolerance) return 1
  const beyond = (distance - tolerance) / (tolerance * falloff)
  return beyond < 1 ? 1 - beyond : 0
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
}

/** Exact for whole numbers of any size. */
function distanceOf(left: number | bigint, right: number | bigint): number {
  const isWhole = (value: number | bigint) => typeof value === 'bigint' || Number.isInteger(value)
  if (!isWhole(left) || !isWhole(right)) return Math.abs(Number(left) - Number(right))
  return Math.abs(Number(BigInt(left) - BigInt(right)))
}
