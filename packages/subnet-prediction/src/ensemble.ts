import { crps } from 'subnetkit/measures'
import { type Forecaster, type Past, seasonIn } from './forecaster.js'
import { holtWinters } from './holt-winters.js'
import type { Forecast } from './protocol.js'
import { ridgeAr } from './ridge-ar.js'
import { seasonalNaive } from './seasonal-naive.js'

const members: readonly Forecaster[] = [ridgeAr, holtWinters, seasonalNaive]

/** Origins in the history at which the members are tried, and the steps between them. */
const trials = 5
const spacing = 7
/** Weight of a member by its loss: a member that loses twice as much gets this power of a half. */
const sharpness = 4
/** Samples of a trial: enough to rank. */
const trialSamples = 24

/**
 * Mixes the samples of several forecasters. Each has a share by how it would have done at some places of the history that it had not seen then.
 */
export const ensemble: Forecaster = (past, options) => {
  const { samples, random } = options
  const shares = sharesOf(members.map((member) => trialLoss(member, past, options)))
  const counts = countsOf(shares, samples)
  const forecasts = members.map((member, at) =>
    counts[at]! > 0 ? member(past, { samples: counts[at]!, random }) : [],
  )
  return past.horizons.map((_, at) => forecasts.flatMap((forecast) => forecast[at] ?? [])) satisfies Forecast
}

function trialLoss(member: Forecaster, past: Past, { random }: Parameters<Forecaster>[1]): number {
  const { history, seasons, horizons } = past
  const longest = Math.max(...horizons)
  let loss = 0
  for (let trial = 0; trial < trials; trial++) {
    const end = history.length - longest - trial * spacing
    if (end < Math.max(24, 2 * seasonIn(past))) break
    const before = { history: history.slice(0, end), seasons, horizons }
    const forecast = member(before, { samples: trialSamples, random })
    for (const [at, horizon] of horizons.entries()) {
      loss += crps(forecast[at], history[end + horizon - 1]!) / Math.sqrt(horizon)
    }
  }
  return loss
}

function sharesOf(losses: readonly number[]): readonly number[] {
  const least = Math.min(...losses)
  const weights = losses.map((loss) => (Number.isFinite(loss) ? (least / loss || 1) ** sharpness : 0))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / losses.length))
}

/** Whole numbers with these shares, by the largest remainder. */
function countsOf(shares: readonly number[], total: number): readonly number[] {
  const counts = shares.map((share) => Math.floor(share * total))
  const order = shares
    .map((share, at) => ({ at, rest: share * total - counts[at]! }))
    .sort((one, other) => other.rest - one.rest || one.at - other.at)
  const missing = total - counts.reduce((sum, count) => sum + count, 0)
  for (const { at } of order.slice(0, missing)) counts[at]! += 1
  return counts
}
