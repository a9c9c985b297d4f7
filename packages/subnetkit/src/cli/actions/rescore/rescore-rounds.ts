import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  carriesBytes,
  type FoldedTask,
  type Score,
  type ScoredRound,
  type Subnet,
  scoreRound,
  type Task,
  toWire,
} from '@subnetkit/core'
import {
  type CutJson,
  countsInRound,
  type FoldedRound,
  type Receipt,
  type Store,
} from '@subnetkit/core/validator'
import { fromWire } from '../../offline/from-wire.js'
import { jsonForm } from '../../offline/shown-value.js'

/** Reasons for which a receipt is left out, of both sides of the comparison. */
export type LeftOut = 'cut' | 'binary' | 'otherTask' | 'ours' | 'uncompared'

/** A task of a round with the score that it has, and the one that it would have. */
export interface RescoredTask {
  readonly round: number
  readonly hotkey: string
  readonly uid: number
  readonly taskId: string
  readonly family: string
  readonly outcome: FoldedTask['outcome']
  readonly isAnswered: boolean
  /** Reason of an answer that fails under the other rubric alone: a code, a colon and a sentence; null for any other. */
  readonly failsNow: string | null
  readonly before: number
  readonly after: number
  /** Parts of either score; null without one. */
  readonly parts: { readonly before: Score | null; readonly after: Score | null }
}

/** Rounds that were scored again. */
export interface RescoredRounds {
  readonly tasks: readonly RescoredTask[]
  readonly rounds: readonly number[]
  readonly leftOut: Readonly<Record<LeftOut, number>>
  readonly troubles: ScoredRound['troubles']
}

/** Stored rounds, and what scores them. */
export interface Rescoring {
  readonly store: Pick<Store, 'foldedRounds' | 'receipts' | 'observed'>
  readonly rounds: readonly Pick<FoldedRound, 'round' | 'uncounted'>[]
  /** Draws the tasks again. */
  readonly subnet: Subnet
  readonly rubric: Subnet['rubric']
  readonly netuid: number
  readonly mechanism: number
  readonly signal: AbortSignal
}

type Kept = { readonly receipt: Receipt; readonly reply: Awaited<ReturnType<typeof replyOf>> }

/**
 * Scores the receipts of some rounds again, in their order, so that earlier answers are the past of later ones: those of the
 * rounds just before as well, whose scores are not returned. Answers that were cut or have binary values, which are not kept,
 * are left out with those to tasks that are drawn in another way now.
 */
export async function rescoreRounds(rescoring: Rescoring): Promise<RescoredRounds> {
  const { subnet, rubric, signal } = rescoring
  const leftOut: Record<LeftOut, number> = { cut: 0, binary: 0, otherTask: 0, ours: 0, uncompared: 0 }
  const tasks: RescoredTask[] = []
  const troubles: ScoredRound['troubles'][number][] = []
  const mostPast = Math.max(0, ...rubric.roundCriteria.map(({ past = 0 }) => past))
  const past: Pick<ScoredRound, 'answers'>[] = []
  const scoreAgain = async (record: FoldedRound['round'], kept: readonly Kept[], by: Subnet['rubric']) => {
    const scored = await scoreRound(
      { ...subnet, rubric: by },
      kept.map(({ reply }) => reply),
      {
        round: await drawnRound(rescoring, record),
        past: past.slice(Math.max(0, past.length - mostPast)).toReversed(),
      },
    )
    past.push(scored)
    await setImmediate()
    signal.throwIfAborted()
    return scored
  }
  const features = { ...rubric, roundCriteria: rubric.roundCriteria.map(withoutComparing) }
  for (const folded of await roundsBefore(rescoring, mostPast)) {
    await scoreAgain(folded.round, (await receiptsOf(rescoring, folded)).kept, features)
  }
  for (const folded of rescoring.rounds) {
    const { kept, left } = await receiptsOf(rescoring, folded)
    for (const reason of left) leftOut[reason] += 1
    const scored = await scoreAgain(folded.round, kept, rubric)
    troubles.push(...scored.troubles)
    for (const [at, { outcome, reason, score: after, parts }] of scored.answers.entries()) {
      const { receipt } = kept[at]!
      const { hotkey, uid, taskId, family, score: before, answerHash } = receipt
      if (outcome === 'ours') leftOut.uncompared += 1
      else {
        const isAnswered = answerHash !== null
        const failsNow = outcome === 'malformed' && receipt.outcome === 'scored' ? reason : null
        tasks.push({
          ...{ round: folded.round.number, hotkey, uid, taskId, family, outcome },
          ...{ isAnswered, failsNow, before, after, parts: { before: receipt.parts, after: parts } },
        })
      }
    }
  }
  const rounds = [...new Set(tasks.map(({ round }) => round))]
  return { tasks, rounds, leftOut, troubles }
}

/** Rounds just before those that are scored again, as far as criteria look back. */
async function roundsBefore({ store, rounds }: Rescoring, limit: number): Promise<Rescoring['rounds']> {
  const [first] = rounds
  if (first === undefined || limit === 0) return []
  return store.foldedRounds({ to: first.round.number - 1, limit })
}

/** Features of an earlier round are what counts: nothing of it is compared again. */
const withoutComparing = (criterion: Subnet['rubric']['roundCriteria'][number]) => ({
  ...criterion,
  compare: (entries: readonly unknown[]) => entries.map(() => 0),
})

async function drawnRound({ store, subnet, netuid, mechanism }: Rescoring, record: FoldedRound['round']) {
  const { number, drawnAs, secret } = record
  const observed = subnet.tasks.observe && (await store.observed(number))
  return { netuid, mechanism, number: drawnAs, secret, observed }
}

/** Receipts of a round that can be scored again, and the reasons of the others. */
async function receiptsOf(rescoring: Rescoring, { round: record, uncounted }: Rescoring['rounds'][number]) {
  const { store, subnet } = rescoring
  const round = await drawnRound(rescoring, record)
  const drawn = new Map<string, ReadonlyMap<string, Task>>()
  const kept: Kept[] = []
  const left: LeftOut[] = []
  for (const receipt of await store.receipts(record.number)) {
    const { hotkey, taskId } = receipt
    const own =
      drawn.get(hotkey) ?? new Map(subnet.tasks.tasksFor(round, hotkey).map((task) => [task.id, task]))
    drawn.set(hotkey, own)
    const task = own.get(taskId)
    const reason = countsInRound(receipt, uncounted) ? reasonToLeave(receipt, task, subnet) : 'ours'
    if (reason === null) kept.push({ receipt, reply: await replyOf(receipt, task!, subnet) })
    else left.push(reason)
  }
  return { kept, left }
}

const isCut = (value: unknown): value is CutJson =>
  typeof value === 'object' && value !== null && (value as CutJson).cut === true && 'start' in value

function reasonToLeave(receipt: Receipt, task: Task | undefined, { protocol }: Subnet): LeftOut | null {
  const { family, synapse, input, answerHash } = receipt
  if (task === undefined || task.family !== family || task.synapse !== synapse) return 'otherTask'
  const schema = protocol[synapse]!
  const isBinary = carriesBytes(schema.input)
  const asked = isBinary || isCut(input) ? input : jsonForm(toWire(schema.input, task.input)).value
  if (!isDeepStrictEqual(asked, input)) return 'otherTask'
  if (answerHash === null) return null
  if (carriesBytes(schema.output)) return 'binary'
  return isCut(receipt.received ?? receipt.output) ? 'cut' : null
}

async function replyOf(
  { hotkey, answerHash, received, output, latencyMs, firstChunkMs = null }: Receipt,
  task: Task,
  { protocol }: Subnet,
) {
  if (answerHash === null) return { hotkey, task, absent: true } as const
  const sent = await fromWire(protocol[task.synapse]!.output, received ?? output)
  return { hotkey, task, output: sent, latencyMs, firstChunkMs } as const
}
