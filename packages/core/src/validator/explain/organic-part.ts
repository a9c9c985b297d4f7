import { minerKey } from '../../scoreboard/scoreboard.js'
import { cappedEvidence, type StoredEvidence } from '../../store/organic-evidence.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { Store } from '../../store/store.js'

/** Part of users' traffic in the mean of a miner's round, and the verdicts that it came from. */
export interface OrganicPart {
  readonly round: number
  /** Mean of the tasks alone. */
  readonly tasksMean: number
  /** Part of the verdicts in the mean, from 0 to 0.2. */
  readonly part: number
  /** Mean of the verdicts under their caps. */
  readonly mean: number
  /** Payers that the verdicts are of. */
  readonly payers: number
  /** Verdicts, without the key and the payer that asked. */
  readonly verdicts: readonly Pick<StoredEvidence, 'at' | 'verdict' | 'source' | 'receipt'>[]
}

/** Returns the part of users' traffic in a change of a score; null for none. */
export async function organicPart(
  store: Pick<Store, 'evidenceOf'>,
  { round, organic, ...change }: ScoreChange,
): Promise<OrganicPart | null> {
  if (organic === null) return null
  const evidence = await store.evidenceOf(round)
  const own = evidence.filter((one) => minerKey(one) === minerKey(change))
  return {
    ...{ round, ...organic },
    mean: cappedEvidence(evidence).get(minerKey(change))?.mean ?? 0,
    payers: new Set(own.map(({ payer }) => payer)).size,
    verdicts: own.map(({ at, verdict, source, receipt }) => ({ at, verdict, source, receipt })),
  }
}
