import { reasonOf } from '@subnetkit/base'
import type { CutJson, Receipt, RoundRecord } from '../../store/records.js'
import { carriesBytes } from '../../subnet/encoding/wire-walk.js'
import type { Exhibit } from '../../subnet/exhibits/exhibit.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { Task } from '../../tasks/task.js'
import type { ReplayContext } from '../replay/replay.js'
import { observedOf, tasksOf } from '../steps/query.js'
import { type FindBytes, withKeptBytes } from './kept-bytes.js'

/** Parts of a receipt that people look at. */
export interface ReceiptExhibits {
  readonly exhibits: readonly Exhibit[]
  /** Reason for which there are none, although the subnet names some; null otherwise. */
  readonly failure: string | null
}

const none: ReceiptExhibits = { exhibits: [], failure: null }

/**
 * Returns what the subnet names to look at in a receipt. Its question is drawn again from the secret of the round, which the
 * store has; its truth is shown once the round is over. `find` returns bytes of answers that are kept beside the store.
 */
export async function exhibitReceipt(
  context: ReplayContext,
  receipt: Receipt,
  find: FindBytes = () => null,
): Promise<ReceiptExhibits> {
  const { exhibits, protocol } = context.subnet
  const synapse = protocol[receipt.synapse]
  if (synapse === undefined || exhibits?.of[receipt.synapse] === undefined) return none
  const { family, outcome, parts } = receipt
  try {
    const round = await context.store.round(receipt.round)
    const task = round === null ? undefined : await drawnAgain(context, round, receipt)
    const isOver = round?.state === 'folded' || round?.state === 'skipped'
    const input = await inputOf(context, receipt, task)
    if (input === undefined) return none
    const shown = exhibits.show(receipt.synapse, {
      ...{ family, input, truth: isOver ? task?.truth : undefined, parts },
      output: isCut(receipt.output) ? null : recorded(synapse.output, receipt.output, find),
      score: outcome === 'scored' ? receipt.score : null,
    })
    return { exhibits: shown, failure: null }
  } catch (error) {
    // Code of the subnet met an answer of a stranger.
    return { exhibits: [], failure: reasonOf(error) }
  }
}

/** The task of a receipt; undefined if the draw needs what this process lacks, or is another one by now. */
async function drawnAgain(
  context: ReplayContext,
  round: RoundRecord,
  receipt: Receipt,
): Promise<Task | undefined> {
  try {
    const observed = await observedOf(context, round)
    const subnet = subnetAt(context.subnet, round.version)
    const tasks = tasksOf({ ...context, subnet }, { ...round, observed }, receipt.hotkey)
    return tasks.find(({ id, synapse }) => id === receipt.taskId && synapse === receipt.synapse)
  } catch {
    return undefined
  }
}

/** The question as its handler received it, or as it is recorded; undefined if neither is to be had. */
async function inputOf(
  { subnet }: ReplayContext,
  receipt: Receipt,
  task: Task | undefined,
): Promise<unknown> {
  const { input: schema } = subnet.protocol[receipt.synapse]!
  const drawn = task === undefined ? null : await schema.safeParseAsync(task.input)
  if (drawn?.success) return drawn.data
  return isCut(receipt.input) || receipt.input === null
    ? undefined
    : recorded(schema, receipt.input, () => null)
}

const recorded = (schema: Parameters<typeof carriesBytes>[0], value: unknown, find: FindBytes) =>
  carriesBytes(schema) ? withKeptBytes(value, find) : value

const isCut = (value: unknown): value is CutJson =>
  typeof value === 'object' && value !== null && (value as CutJson).cut === true && 'start' in value
