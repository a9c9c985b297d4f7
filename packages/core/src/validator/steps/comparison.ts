import type { Comparison } from '../../rubric/round/comparison.js'
import { lookUpPast } from '../../rubric/round/past-features.js'
import { type VerdictPort, verdictKey } from '../../rubric/round/verdicts.js'
import type { Rubric } from '../../rubric/rubric.js'
import type { VerdictRecord } from '../../store/comparisons.js'
import type { RoundRecord } from '../../store/records.js'
import { compareKey } from '../../tasks/derive-key.js'
import { createRandom } from '../../tasks/random.js'
import type { CoordinatorContext } from '../context.js'

/** Round that a version compares: its own, or one in whose shadow it scores. */
interface ComparedRound extends Pick<RoundRecord, 'number' | 'drawnAs' | 'secret' | 'version'> {
  /** Version that scores it in the shadow; absent for the active one. */
  readonly shadow?: string | undefined
  /** Verdicts of the active version that hold for it as well. @default none */
  readonly shared?: readonly VerdictRecord[] | undefined
}

/** Inputs of a round's comparisons, from the store: the same whenever it is asked for. */
export async function comparisonOf(
  { store, netuid, mechanism }: Pick<CoordinatorContext, 'store' | 'netuid' | 'mechanism'>,
  { number, drawnAs, secret, version, shadow, shared = [] }: ComparedRound,
  { roundCriteria }: Pick<Rubric<never>, 'roundCriteria'>,
  keep: VerdictPort['keep'],
): Promise<Comparison> {
  // Its own come last: they count.
  const known = [...shared, ...(await store.verdicts(number, shadow))].map(
    (one) => [verdictKey({ criterion: one.criterion, group: one.group, key: one.key }), one.verdict] as const,
  )
  const rounds = mostPast({ roundCriteria })
  const drawn = { netuid, mechanism, number: drawnAs, secret }
  return {
    round: number,
    random: (criterion, group) => createRandom(compareKey(drawn, criterion, group)),
    past: lookUpPast(rounds === 0 ? [] : await store.pastFeatures(number, rounds, shadow ?? version)),
    verdicts: { known: new Map(known), keep },
  }
}

/** Rounds before a round that its comparisons look at. */
export const mostPast = ({ roundCriteria }: Pick<Rubric<never>, 'roundCriteria'>): number =>
  Math.max(0, ...roundCriteria.map(({ past = 0 }) => past))
