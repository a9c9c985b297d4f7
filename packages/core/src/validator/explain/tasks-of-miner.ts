import { coreError } from '../../errors.js'
import type { BareReceipt } from '../../records/score-record.js'
import { counts } from '../../records/seal-round.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { Store } from '../../store/store.js'
import { type OrganicPart, organicPart } from './organic-part.js'
import { presentHotkeys } from './present-hotkeys.js'
import type { Contender } from './standing.js'

/** Tasks of a miner in one round, and what the round did to its score. */
export interface MinerTasks {
  readonly miner: Contender
  readonly tasks: readonly (BareReceipt & { readonly counts: boolean })[]
  /** Tasks that were not sent before the round was over: they count for nobody. */
  readonly neverAsked: number
  /** Reason for that; null if it was asked all of its tasks. */
  readonly reason: string | null
  readonly change: Pick<ScoreChange, 'mean' | 'before' | 'after'> | null
  /** Part of users' traffic in the mean; null for none. */
  readonly organic: OrganicPart | null
}

/** Tasks of a round that a miner was not sent, although it was sent others. */
export async function unsentTasks(
  store: Pick<Store, 'queries'>,
  round: number,
  { uid, registeredAt }: Contender,
): Promise<Pick<MinerTasks, 'neverAsked' | 'reason'>> {
  // Its hotkey may have been swapped since.
  const query = (await store.queries(round, ['scored'])).find(
    (one) => one.uid === uid && one.registeredAt === registeredAt && one.neverAsked > 0,
  )
  return { neverAsked: query?.neverAsked ?? 0, reason: query?.reason ?? null }
}

/** Returns the tasks of a miner, by its hotkey or uid, in a round. Throws MINER_UNKNOWN and ROUND_NOT_KEPT. */
export async function tasksOfMiner(
  store: Pick<
    Store,
    'foldedRounds' | 'queries' | 'bareReceipts' | 'scoreChanges' | 'neurons' | 'formerHotkeys' | 'evidenceOf'
  >,
  who: string | number,
  round: number,
): Promise<MinerTasks> {
  const [folded] = await store.foldedRounds({ from: round, to: round })
  if (folded === undefined) throw coreError('ROUND_NOT_KEPT', { round })
  const present = await presentHotkeys(store)
  const receipts = (await store.bareReceipts(round)).map(present)
  // A miner that is gone since is still known to its round.
  const asked = receipts.find(({ uid, hotkey }) => uid === who || hotkey === who)
  const neurons = await store.neurons()
  const miner = asked ?? neurons.find(({ uid, hotkey }) => uid === who || hotkey === who)
  if (miner === undefined) throw coreError('MINER_UNKNOWN', { miner: String(who), miners: neurons.length })
  const { uid, hotkey, registeredAt } = miner
  const change = (await store.scoreChanges(round))
    .map(present)
    .find((one) => minerKey(one) === minerKey(miner))
  return {
    miner: { uid, hotkey, registeredAt },
    tasks: receipts
      .filter((one) => minerKey(one) === minerKey(miner))
      .sort((left, right) => (left.taskId < right.taskId ? -1 : 1))
      .map((one) => ({ ...one, counts: counts(one, folded.uncounted) })),
    ...(await unsentTasks(store, round, miner)),
    change: change ? { mean: change.mean, before: change.before, after: change.after } : null,
    organic: change ? await organicPart(store, change) : null,
  }
}
