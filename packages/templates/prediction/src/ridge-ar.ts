import { type Forecaster, type Past, type StepModel, samplePaths } from './forecaster.js'
import { solveRidge } from './ridge.js'

/** Values before the one to expect, and waves of each season. */
const lags = 6
const harmonics = 2
const penalty = 2

/** Linear autoregression with the waves of the seasons, its coefficients kept small (ridge). */
export const ridgeAr: Forecaster = (past, options) => samplePaths(fitRidgeAr(past), past, options)

/** Fits on changes from the value before, in units of their deviation. */
export function fitRidgeAr({ history, seasons }: Pick<Past, 'history' | 'seasons'>): StepModel {
  const known = seasons.filter((length) => 2 * length <= history.length)
  const unknowns = lags + known.length * 2 * harmonics + 1
  if (history.length < lags + unknowns) return walk(history)
  const mean = history.reduce((sum, value) => sum + value, 0) / history.length
  const scale = Math.sqrt(history.reduce((sum, value) => sum + (value - mean) ** 2, 0) / history.length) || 1
  const values = history.map((value) => (value - mean) / scale)
  /** Values before the one to expect, the newest first, then the waves by its place in the series, and a constant. */
  const rowAt = (given: readonly number[], end: number, place: number): number[] => [
    ...Array.from({ length: lags }, (_, lag) => given[end - 1 - lag]!),
    ...known.flatMap((length) => wavesAt(place, length)),
    1,
  ]
  const places = Array.from({ length: Math.max(0, values.length - lags) }, (_, at) => at + lags)
  const rows = places.map((at) => rowAt(values, at, at))
  const targets = places.map((at) => values[at]! - values[at - 1]!)
  const coefficients = solveRidge(rows, targets, penalty)
  const changeAfter = (row: readonly number[]) =>
    row.reduce((sum, value, at) => sum + value * coefficients[at]!, 0)
  // The fit has seen the errors that it is judged by.
  const freedom = Math.sqrt(rows.length / Math.max(1, rows.length - coefficients.length))
  return {
    errors: rows.map((row, at) => (targets[at]! - changeAfter(row)) * freedom * scale),
    startPath() {
      const path = values.slice(-lags)
      const offset = values.length - path.length
      return (error) => {
        const row = rowAt(path, path.length, offset + path.length)
        const value = path.at(-1)! + changeAfter(row) + error / scale
        path.push(value)
        return value * scale + mean
      }
    },
  }
}

/** A random walk, for a history that is too short to fit more. */
function walk(history: readonly number[]): StepModel {
  return {
    errors: history.slice(1).map((value, at) => value - history[at]!),
    startPath() {
      let value = history.at(-1)!
      return (error) => {
        value += error
        return value
      }
    },
  }
}

const wavesAt = (place: number, length: number): number[] =>
  Array.from({ length: harmonics }, (_, wave) => {
    const angle = (2 * Math.PI * (wave + 1) * place) / length
    return [Math.sin(angle), Math.cos(angle)]
  }).flat()
