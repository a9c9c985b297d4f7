import { createHash } from 'node:crypto'
import { createRandom } from 'subnetkit'
import { crps } from 'subnetkit/measures'
import { baselineLosses } from '../baselines.js'
import type { Forecaster } from '../forecaster.js'
import { createForecastMiner, type ForecastCall } from '../miner.js'
import type { Forecast } from '../protocol.js'
import type { PlayedMiner } from './play.js'

const samples = 32

/** A miner that forecasts with this. */
export const minerOf = (forecaster: Forecaster): PlayedMiner =>
  createForecastMiner({ forecaster, samples }).forecast

/** Samples that depend on the history and their number alone. */
export const constantly =
  (value: (history: readonly number[], sample: number) => number): Forecaster =>
  ({ history, horizons }) =>
    horizons.map(() => Array.from({ length: samples }, (_, sample) => value(history, sample)))

/** The last value, as if it were sure. */
export const lastValue = constantly((history) => history.at(-1)!)

/** The same forecast under each hotkey. */
export const herding =
  (forecaster: Forecaster): Forecaster =>
  (past, options) => {
    const key = createHash('sha256').update(JSON.stringify(past.history)).digest()
    return forecaster(past, { ...options, random: createRandom(key) })
  }

/** An honest miner, and one that commits to the newest forecast that it has revealed. */
export function copying(forecaster: Forecaster): {
  readonly honest: PlayedMiner
  readonly copy: PlayedMiner
} {
  const revealed = new Map<string, Forecast>()
  const { forecast } = createForecastMiner({ forecaster, samples })
  const copier: Forecaster = (past, options) =>
    revealed.get((past as ForecastCall['input']).series) ?? lastValue(past, options)
  return {
    async honest(call) {
      const answer = await forecast(call)
      if (answer.revealed) revealed.set(call.input.series, answer.revealed.forecast)
      return answer
    },
    copy: minerOf(copier),
  }
}

/** Commits to a guess, and reveals what has come true. */
export function peeking(): PlayedMiner {
  const { forecast } = createForecastMiner({ forecaster: lastValue, samples })
  return async (call) => {
    const answer = await forecast(call)
    if (answer.revealed === null) return answer
    const value = call.input.history.at(-1)!
    const outcome = answer.revealed.forecast.map((one) => one.map(() => value))
    return { ...answer, revealed: { ...answer.revealed, forecast: outcome } }
  }
}

/** Commits, and never reveals. */
export function withholding(forecaster: Forecaster): PlayedMiner {
  const { forecast } = createForecastMiner({ forecaster, samples })
  return async (call) => ({ ...(await forecast(call)), revealed: null })
}

/** Reveals a forecast only if it has beaten the baseline, of which it knows as much as the validator. */
export function choosy(forecaster: Forecaster): PlayedMiner {
  const { forecast } = createForecastMiner({ forecaster, samples })
  const asked = new Map<string, ForecastCall['input']>()
  return async (call) => {
    const { series, origin, reveal, history, step } = call.input
    asked.set(`${series} ${origin}`, call.input)
    const answer = await forecast(call)
    const before = asked.get(`${series} ${reveal}`)
    if (answer.revealed === null || before === undefined) return answer
    const outcomes = before.horizons.flatMap((horizon) => {
      const value = history[history.length - 1 - (step - before.step - horizon)]
      return value === undefined ? [] : [{ horizon, value }]
    })
    const baselines = baselineLosses(before.history, before.seasons, outcomes)
    const skill = outcomes.reduce(
      (sum, { value }, at) => sum + 1 - crps(answer.revealed!.forecast[at], value) / baselines[at]!,
      0,
    )
    return skill > 0 ? answer : { ...answer, revealed: null }
  }
}

/** Makes one forecast in ten rounds and repeats it, to save the work. */
export function lazily(forecaster: Forecaster): PlayedMiner {
  const made = new Map<string, { forecast: Forecast; uses: number }>()
  return minerOf((past, options) => {
    const { series } = past as ForecastCall['input']
    const known = made.get(series)
    if (known && known.uses < 10) {
      known.uses += 1
      return known.forecast
    }
    const forecast = forecaster(past, options)
    made.set(series, { forecast, uses: 1 })
    return forecast
  })
}
