import type { Random } from 'subnetkit'
import { baselinesAt } from '../baselines.js'
import type { Feed } from '../feed.js'
import { normal } from '../market.js'
import type { Forecast, ForecastInput } from '../protocol.js'

/** Samples of each horizon. */
export const samples = 32

/** Stands for a model of some skill. */
export type Model = (
  input: Pick<ForecastInput, 'series' | 'step' | 'history' | 'seasons' | 'horizons'>,
  skill: number,
  random: Random,
) => Promise<Forecast>

/** Power of what a model does not know, by which its errors are smaller than those of the simple forecasts. */
const sharpness = 0.42

/**
 * A model that reads what will come true and errs by chance, as far as its skill lets it: 0 is as far as the better one of the simple forecasts, 1 is
 * not at all. Its samples are as wide as its errors. Real forecasters would take a thousand times the CPU, and a gate has to run in a build.
 */
export function createModel(feed: Feed): Model {
  const signal = new AbortController().signal
  return async ({ series, step, history, seasons, horizons }, skill, random) => {
    const read = await feed.read({ first: step + 1, last: step + Math.max(...horizons), signal })
    const outcomes = read[series]!.values
    return baselinesAt(history, seasons, horizons).map((simple, at) => {
      const usual = Math.min(...simple.map(({ deviation }) => deviation))
      const deviation = usual * (1 - skill) ** sharpness
      const middle = outcomes[horizons[at]! - 1]! + deviation * normal(random)
      return Array.from({ length: samples }, () => middle + deviation * normal(random))
    })
  }
}
