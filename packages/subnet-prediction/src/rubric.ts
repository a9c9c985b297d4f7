import { notYet, roundCriterion, rubric } from 'subnetkit'
import { type Crowd, crowdsOf, type Shown } from './crowd.js'
import { type Answered, type ForecastAnswer, featureOf, revealOf } from './reveal.js'
import { type Reveal, type ScoredReveal, scoreReveals } from './score-reveals.js'
import type { PredictionTasks, Truth } from './tasks.js'

/** Rounds of the validator in which a miner's commitment is looked for. */
const past = 64
/** Forecasts of a miner that are compared with those of others. */
const compared = 8
/** Time for a comparison, in ms: after a restart it opens the sealed forecasts of several rounds. */
const deadlineMs = 300_000

/** Options of {@link createScoring}. */
export interface ScoringOptions {
  /** A forecast that could have been sealed and was not counts as not revealed. @default false */
  readonly sealedOnly?: boolean | undefined
}

/**
 * Pays for forecasts that beat the baseline, as they were committed before the outcome was known. An answer is scored by the forecast that it
 * reveals, or that its pulse opens. A miner that had made none then, such as a newcomer, is neither paid nor charged.
 */
export const createScoring = (tasks: PredictionTasks, { sealedOnly = false }: ScoringOptions = {}) =>
  rubric(tasks, {
    criteria: [
      roundCriterion('forecast', 1, {
        ...{ past, deadlineMs, minPeers: 0 },
        feature: (answer: ForecastAnswer) => featureOf(answer),
        async compare(entries, { group: series }) {
          const places: Place[] = []
          for (const { miner, feature, past: earlier } of entries) {
            places.push(await placeOf({ miner, series, feature, past: earlier }, sealedOnly))
          }
          const taking = places.filter(({ reveal }) => reveal !== undefined)
          const crowds = crowdsOf(taking.map(({ trace }) => trace))
          const scores = scoreReveals(
            taking.map(({ reveal }) => reveal!),
            taking[0]?.due?.baselines ?? [],
            crowds,
          )
          const scored = new Map(taking.map((place, at) => [place, { ...scores[at]!, ...crowds[at]! }]))
          return places.map((place) => resultOf(place, scored.get(place)))
        },
      }),
    ],
  })

interface Place {
  readonly due: Truth['due']
  readonly waiting: string | null
  /** See `revealOf`. */
  readonly reveal: Reveal | null | undefined
  /** Its newest forecasts that were revealed, by origin. */
  readonly trace: ReadonlyMap<number, Shown>
}

async function placeOf(answered: Answered, sealedOnly: boolean): Promise<Place> {
  const { due, waiting } = answered.feature
  const reveal = await revealOf(answered, sealedOnly)
  const trace = new Map<number, Shown>()
  if (due && reveal) trace.set(due.origin, reveal)
  for (const [at, feature] of answered.past.entries()) {
    if (trace.size === 0 || trace.size === compared) break
    const earlier = await revealOf({ ...answered, feature, past: answered.past.slice(at + 1) }, sealedOnly)
    if (feature.due && earlier) trace.set(feature.due.origin, earlier)
  }
  return { due, waiting, reveal, trace }
}

function resultOf({ reveal, waiting }: Place, standing: (ScoredReveal & Crowd) | undefined) {
  if (standing === undefined) {
    return notYet(waiting ?? 'this miner has no forecast whose last step has passed')
  }
  const { score, skill, herd, crowd } = standing
  const outcome = reveal === null ? 'not revealed' : 'revealed'
  return {
    score,
    detail: { outcome, skill: Number(skill.toFixed(4)), herd, crowd: Number(crowd.toFixed(2)) },
  }
}
