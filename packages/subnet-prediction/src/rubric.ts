import { roundCriterion, rubric } from 'subnetkit'
import { crps } from 'subnetkit/measures'
import { commitmentOf } from './commitment.js'
import type { Forecast, ForecastInput, ForecastOutput } from './protocol.js'
import { quantile, type Reveal, scoreReveals } from './score-reveals.js'
import type { PredictionTasks, Truth } from './tasks.js'

/** Rounds of the validator in which a miner's commitment is looked for. */
const past = 64
const shapeOf = [0.1, 0.3, 0.5, 0.7, 0.9]

/** The part of an answer that scoring needs, as its receipt keeps it. */
export interface ForecastFeature {
  /** Commitment of this round. */
  readonly origin: number
  readonly commitment: string
  /** Commitment that the revealed forecast would have had, and how it has done; null if none was revealed. */
  readonly revealed: (Reveal & { readonly commitment: string }) | null
  readonly due: Truth['due']
}

/** Answer of a miner, as far as its feature depends on it. */
export interface ForecastAnswer {
  readonly input: ForecastInput
  readonly output: ForecastOutput
  readonly truth: Truth
}

/** Returns the feature of an answer. What was revealed is compared with its commitment later, since that is in another round. */
export function featureOf({ input, output, truth }: ForecastAnswer): ForecastFeature {
  const { due, hotkey } = truth
  const given = due && output.revealed
  const isWhole = given?.forecast.length === due?.outcomes.length
  return {
    ...{ origin: input.origin, commitment: output.commitment, due },
    revealed:
      due && given && isWhole
        ? {
            commitment: commitmentOf({ hotkey, series: input.series, origin: due.origin, ...given }),
            losses: due.outcomes.map(({ value }, at) => crps(given.forecast[at], value)),
            shape: shapeIn(given.forecast),
          }
        : null,
  }
}

/** Quantiles with six digits, so that features stay small. */
const shapeIn = (forecast: Forecast) =>
  forecast.map((samples) => shapeOf.map((share) => Number(quantile(samples, share).toPrecision(6))))

/**
 * Pays for forecasts that beat the baseline, as they were committed before the outcome was known. An answer is scored by the forecast
 * that it reveals. A miner that had made none then, such as a newcomer, is neither paid nor charged.
 */
export const createScoring = (tasks: PredictionTasks) =>
  rubric(tasks, {
    criteria: [
      roundCriterion('forecast', 1, {
        past,
        minPeers: 0,
        feature: (answer: ForecastAnswer) => featureOf(answer),
        compare(entries) {
          const places = entries.map(({ feature, past: earlier }) => ({
            due: feature.due,
            reveal: revealOf(feature, earlier),
          }))
          const taking = places.filter(({ due, reveal }) => due !== null && reveal !== undefined)
          const baselines = taking[0]?.due?.baselines ?? []
          const scores = scoreReveals(
            taking.map(({ reveal }) => reveal!),
            baselines,
          )
          return places.map((place) => {
            const scored = scores[taking.indexOf(place)]
            if (scored === undefined)
              return { notYet: 'this miner has no forecast whose last step has passed' }
            const { score, skill, herd, near } = scored
            const outcome = place.reveal === null ? 'not revealed' : 'revealed'
            return { score, detail: { outcome, skill: Number(skill.toFixed(4)), herd, near } }
          })
        },
      }),
    ],
  })

/** Forecast that counts; null if it was committed and not revealed as it was, undefined without a commitment to reveal. */
function revealOf(
  { due, revealed }: ForecastFeature,
  earlier: readonly ForecastFeature[],
): Reveal | null | undefined {
  const committed = due && earlier.find(({ origin }) => origin === due.origin)
  if (!committed) return undefined
  return revealed?.commitment === committed.commitment ? revealed : null
}
