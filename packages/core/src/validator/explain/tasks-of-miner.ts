import { coreError } from '../../errors.js'
import type { BareReceipt } from '../../records/score-record.js'
import { counts } from '../../records/seal-round.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { Store } from '../../store/store.js'
import { presentHotkeys } from './present-hotkeys.js'
import type { Contender } from './standing.js'

/** Tasks of a miner in one round, and what the round did to its score. */
export interface MinerTasks {
  readonly miner: Contender
  readonly tasks: readonly (BareReceipt & { readonly counts: boolean })[]
  readonly change: Pick<ScoreChange, 'mean' | 'before' | 'after'> | null
}

/** Returns the tasks of a miner, by its hotkey or uid, in a round. Throws MINER_UNKNOWN and ROUND_NOT_KEPT. */
export async function tasksOfMiner(
  store: Pick<Store, 'foldedRounds' | 'bareReceipts' | 'scoreChanges' | 'neurons' | 'formerHotkeys'>,
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
    change: change ? { mean: change.mean, before: change.before, after: change.after } : null,
  }
}
