import { optionError } from '@subnetkit/base'

/** Distance from 1 that the sum of a forecast may have: probabilities may come from 32-bit arithmetic. */
const slack = 1e-3

/**
 * Brier score of a forecast, a loss: lower is better, and the best forecast is the honest one. The probability of one
 * event, with `true` or `false` for its outcome, loses 0 to 1; the probabilities of several events that exclude each
 * other, with the index of the one that happened, lose 0 to 2. {@link skill} makes a score of it. A forecast that is
 * not made of probabilities (for several: of at most 65,536 with the sum 1, within 0.001) takes the worst loss.
 * Throws CONFIG_INVALID for an outcome that is none.
 * @example
 * criterion('forecast', 1, ({ output, truth }) => skill(brier(output.probability, truth), 0.25))
 */
export function brier(forecast: number | null | undefined, happened: boolean): number
export function brier(forecast: readonly number[] | null | undefined, happened: number): number
export function brier(
  forecast: number | readonly number[] | null | undefined,
  happened: boolean | number,
): number {
  if (typeof happened === 'boolean') {
    return isProbability(forecast) ? (forecast - (happened ? 1 : 0)) ** 2 : 1
  }
  if (!Number.isSafeInteger(happened) || happened < 0) {
    throw optionError('brier happened', happened, 'true, false or the index of an event')
  }
  if (!isDistribution(forecast) || happened >= forecast.length) return 2
  const loss = forecast.reduce((sum, one, at) => sum + (one - (at === happened ? 1 : 0)) ** 2, 0)
  return Math.min(2, loss)
}

const isProbability = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1

function isDistribution(forecast: unknown): forecast is readonly number[] {
  if (!Array.isArray(forecast) || forecast.length > 65_536 || !forecast.every(isProbability)) return false
  return Math.abs(forecast.reduce((sum, one) => sum + one, 0) - 1) <= slack
}
