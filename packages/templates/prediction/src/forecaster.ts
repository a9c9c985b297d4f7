import type { Random } from 'subnetkit'
import type { Forecast, ForecastInput } from './protocol.js'

/** The part of a question that a forecaster looks at. */
export type Past = Pick<ForecastInput, 'history' | 'seasons' | 'horizons'>

/** Choices of a forecaster. */
export interface SampleOptions {
  /** Number of samples of each horizon. */
  readonly samples: number
  readonly random: Random
}

/** Expects the values of a series: equally likely samples for each horizon. */
export type Forecaster = (past: Past, options: SampleOptions) => Forecast

/** A fitted model of one step after the other. */
export interface StepModel {
  /** Errors of the fit, one for each step, oldest first. */
  readonly errors: readonly number[]
  /** Begins a path after the history: each call takes the error of a step and returns its value. */
  startPath(): (error: number) => number
}

/**
 * Draws paths from a model by its own errors: each is divided by the volatility of its time and multiplied by that of now, which
 * returns to its usual level along the path.
 */
export function samplePaths(
  model: StepModel,
  { horizons }: Pick<Past, 'horizons'>,
  { samples, random }: SampleOptions,
): Forecast {
  const { scaled, variance, usual } = standardise(model.errors)
  const length = Math.max(...horizons)
  const forecast: Forecast = horizons.map(() => [])
  for (let sample = 0; sample < samples; sample++) {
    const next = model.startPath()
    for (let step = 1; step <= length; step++) {
      const deviation = Math.sqrt(usual + (variance - usual) * persistence ** step)
      const value = next(deviation * random.pick(scaled))
      for (const [at, horizon] of horizons.entries()) if (horizon === step) forecast[at]!.push(value)
    }
  }
  return forecast
}

/** Weight of the past in the running variance, and what is left of its distance from the usual one after a step. */
const memory = 0.94
const persistence = 0.97

function standardise(errors: readonly number[]) {
  const usual = Math.max(1e-12, errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
  let variance = usual
  const scaled = errors.map((error) => {
    const one = error / Math.sqrt(variance)
    variance = Math.max(1e-12, memory * variance + (1 - memory) * error * error)
    return one
  })
  return { scaled, variance, usual }
}

/** Length of the longest season of which the history holds at least two; 1 if there is none. */
export const seasonIn = ({ history, seasons }: Past): number =>
  Math.max(1, ...seasons.filter((length) => 2 * length <= history.length))
