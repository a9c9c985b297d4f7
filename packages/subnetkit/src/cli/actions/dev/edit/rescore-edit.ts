import { reasonOf, withDeadline } from '@subnetkit/base'
import { mechanismOf, type Subnet } from '@subnetkit/core'
import { type Database, openDatabase, openStore, type Store } from '@subnetkit/core/validator'
import type { LoadedSubnet } from '../../../module/load-subnet.js'
import type { RescoredRounds } from '../../rescore/rescore-rounds.js'
import { type EditedMiner, explainEdit } from './explain-edit.js'

/** Rounds that the code before an edit has scored. */
export interface ScoredRounds {
  readonly from: number
  readonly to: number
}

/** Work of the code before an edit. */
export interface FormerCode {
  /** Rounds that it has scored; null without any. */
  readonly scored: ScoredRounds | null
  /** Folder of its database; null if the new code goes on with it. */
  readonly directory: string | null
}

/** Effect of an edit on the scores of rounds before it. */
export type EditResult =
  | {
      readonly kind: 'compared'
      readonly rounds: readonly number[]
      readonly tasks: number
      readonly miners: readonly EditedMiner[]
      readonly leftOut: RescoredRounds['leftOut']
      readonly troubles: RescoredRounds['troubles']
    }
  /** Nothing can be compared, with the reason. */
  | { readonly kind: 'nothing'; readonly reason: string }
  /** Scoring failed. */
  | { readonly kind: 'failed'; readonly reason: string }

interface EditParts {
  readonly store: Pick<Store, 'foldedRounds' | 'receipts' | 'observed'>
  /** As one mechanism has it, by the new code. */
  readonly subnet: Subnet
  readonly netuid: number
  readonly mechanism: number
  /** Null if the code before has scored none. */
  readonly scored: ScoredRounds | null
}

/** Rounds that are scored again at most, and time for that, in ms. */
const [mostRounds, longestMs] = [5, 20_000]

/** Scores the last rounds of the code before an edit by the new rubric, and compares. Never throws. */
export async function rescoreEdit({ scored, ...parts }: EditParts): Promise<EditResult> {
  if (scored === null) return { kind: 'nothing', reason: 'the code before it has scored no round' }
  const { store, subnet, netuid, mechanism } = parts
  const ending = new AbortController()
  try {
    const rounds = await store.foldedRounds({ ...scored, limit: mostRounds })
    if (rounds.length === 0) return { kind: 'nothing', reason: 'no round that was scored before it is kept' }
    const { rescoreRounds } = await import('../../rescore/rescore-rounds.js')
    const rescoring = {
      store,
      rounds,
      subnet,
      rubric: subnet.rubric,
      netuid,
      mechanism,
      signal: ending.signal,
    }
    const late = () => new Error(`it took more than ${longestMs / 1_000} s`)
    const { tasks, leftOut, troubles, ...found } = await withDeadline(
      rescoreRounds(rescoring),
      longestMs,
      late,
    )
    const miners = explainEdit(tasks, subnet.rubric.combine)
    return { kind: 'compared', rounds: found.rounds, tasks: tasks.length, miners, leftOut, troubles }
  } catch (error) {
    ending.abort(error)
    return { kind: 'failed', reason: reasonOf(error) }
  }
}

interface EditedCode {
  readonly subnet: LoadedSubnet
  readonly mechanisms: readonly number[]
  /** Database of the new code. */
  readonly database: Database
  readonly former: FormerCode
  readonly place: { readonly genesisHash: string; readonly netuid: number; readonly validator: string }
}

/** Reports for each mechanism what an edit did to the scores of one validator. Never throws. */
export async function rescoreEdits(
  { subnet, mechanisms, database, former, place }: EditedCode,
  report: (mechanism: number, result: EditResult) => void,
): Promise<void> {
  const { scored, directory } = former
  const opened = directory === null || scored === null ? null : openDatabase({ directory })
  opened?.catch(() => {}) // reported below
  for (const mechanism of mechanisms) {
    try {
      const store = await openStore({ database: (await opened) ?? database, ...place, mechanism })
      const own = mechanismOf(subnet, mechanism) as unknown as Subnet
      report(mechanism, await rescoreEdit({ store, subnet: own, netuid: place.netuid, mechanism, scored }))
    } catch (error) {
      report(mechanism, { kind: 'failed', reason: reasonOf(error) })
    }
  }
  await opened?.then((one) => one[Symbol.asyncDispose]()).catch(() => {}) // it was only read
}
