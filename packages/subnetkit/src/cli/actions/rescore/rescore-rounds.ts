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
  readonly store: Pick<Store, 'receipts' | 'observed'>
  readonly rounds: readonly Pick<FoldedRound, 'round' | 'uncounted'>[]
  /** Draws the tasks again. */
  readonly subnet: Subnet
  readonly rubric: Subnet['rubric']
  readonly netuid: number
  readonly mechanism: number
  readonly signal: AbortSignal
}

/**
 * Scores the receipts of some rounds again, in their order, so that earlier answers are the past of later ones. Answers that
 * were cut or have binary values, which are not kept, are left out with those to tasks that are drawn in another way now.
 */
export async function rescoreRounds(rescoring: Rescoring): Promise<RescoredRounds> {
  const { store, subnet, rubric, netuid, mechanism, signal } = rescoring
  const leftOut: Record<LeftOut, number> = { cut: 0, binary: 0, otherTask: 0, ours: 0, uncompared: 0 }
  const tasks: RescoredTask[] = []
  const past: ScoredRound[] = []
  for (const { round: record, uncounted } of rescoring.rounds) {
    const { number, drawnAs, secret } = record
    const observed = subnet.tasks.observe && (await store.observed(number))
    const round = { netuid, mechanism, number: drawnAs, secret, observed }
    const drawn = new Map<string, ReadonlyMap<string, Task>>()
    const kept: { readonly receipt: Receipt; readonly reply: Awaited<ReturnType<typeof replyOf>> }[] = []
    for (const receipt of await store.receipts(number)) {
      const { hotkey, taskId } = receipt
      const own =
        drawn.get(hotkey) ?? new Map(subnet.tasks.tasksFor(round, hotkey).map((task) => [task.id, task]))
      drawn.set(hotkey, own)
      const task = own.get(taskId)
      const reason = countsInRound(receipt, uncounted) ? reasonToLeave(receipt, task, subnet) : 'ours'
      if (reason === null) kept.push({ receipt, reply: await replyOf(receipt, task!, subnet) })
      else leftOut[reason] += 1
    }
    const scored = await scoreRound(
      { ...subnet, rubric },
      kept.map(({ reply }) => reply),
      {
        round,
        past: past.slice(-mostPast).toReversed(),
      },
    )
    past.push(scored)
    for (const [at, { outcome, score: after, parts }] of scored.answers.entries()) {
      const { receipt } = kept[at]!
      const { hotkey, uid, taskId, family, score: before, answerHash } = receipt
      if (outcome === 'ours') leftOut.uncompared += 1
      else {
        const isAnswered = answerHash !== null
        tasks.push({
          ...{ round: number, hotkey, uid, taskId, family, outcome },
          ...{ isAnswered, before, after, parts: { before: receipt.parts, after: parts } },
        })
      }
    }
    await setImmediate()
    signal.throwIfAborted()
  }
  const rounds = [...new Set(tasks.map(({ round }) => round))]
  return { tasks, rounds, leftOut, troubles: past.flatMap(({ troubles }) => troubles) }
}

/** Earlier rounds that are kept in memory for comparisons. */
const mostPast = 50

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
