import { optionError } from '@subnetkit/base'

/**
 * Pinball loss of the forecast of a quantile, from 0 up in the unit of the observation: what is missing to the
 * observation times `quantile`, or what is too much times `1 - quantile`. The true quantile is the best forecast.
 * {@link skill} makes a score of it. Infinity for a forecast that is no finite number. Throws CONFIG_INVALID for such
 * an observation and for a quantile that is not between 0 and 1.
 * @example
 * criterion('p90', 1, ({ output, truth }) => skill(pinball(output.p90, truth, 0.9), 12))
 */
export function pinball(forecast: number | null | undefined, observation: number, quantile: number): number {
  if (!(quantile > 0 && quantile < 1)) {
    throw optionError('pinball quantile', quantile, 'a number between 0 and 1')
  }
  if (!Number.isFinite(observation)) throw optionError('pinball observation', observation, 'a finite number')
  if (typeof forecast !== 'number' || !Number.isFinite(forecast)) return Number.POSITIVE_INFINITY
  const missing = observation - forecast
  return Math.max(quantile * missing, (quantile - 1) * missing)
}
