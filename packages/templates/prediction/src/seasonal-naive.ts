import { type Forecaster, type Past, seasonIn } from './forecaster.js'

/** Expects the value of a season before, as far off as such expectations were in the past. */
export const seasonalNaive: Forecaster = (past, { samples, random }) => {
  const { history, horizons } = past
  const season = seasonIn(past)
  const errors = history.slice(season).map((value, at) => value - history[at]!)
  return horizons.map((horizon) => {
    const expected = seasonBefore(past, season, horizon)
    const spread = season === 1 ? Math.sqrt(horizon) : 1
    return Array.from({ length: samples }, () => expected + spread * random.pick(errors))
  })
}

/** Newest value of the same place in the season. */
export function seasonBefore({ history }: Pick<Past, 'history'>, season: number, horizon: number): number {
  const back = season * Math.ceil(horizon / season) - horizon
  return history[history.length - 1 - back]!
}
