import { codedReasonOf, withDeadline } from '@subnetkit/base'
import type { Receipt, RoundRecord, ShadowScore } from '../../store/records.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import { shadowOf } from '../../subnet/subnet-at.js'
import type { Task } from '../../tasks/task.js'
import type { Context, WorkerContext } from '../context.js'
import { shadowMinerMs, shadowRoundMs } from '../shadow-time.js'
import { judge } from './judge.js'

/** An answer that the active version has scored. */
export interface ActiveScore {
  readonly task: Task
  readonly result: QueryResult<unknown>
  readonly receipt: Receipt
}

/**
 * Scores answers by the version that is not active, too. Whatever it does, the active score stays: it throws nothing, and
 * answers for which it has no time left count for nothing in its shadow.
 */
export async function addShadow(
  context: WorkerContext,
  { number, version }: Pick<RoundRecord, 'number' | 'version'>,
  scored: readonly ActiveScore[],
): Promise<Receipt[]> {
  const shadow = shadowOf(context.subnet, version)
  if (shadow === null) return scored.map(({ receipt }) => receipt)
  const name = String(shadow.version)
  const { clock, shadowTime } = context
  const since = clock.now()
  const endsAt = since + shadowTime.left(number)
  const receipts: Receipt[] = []
  for (const { task, result, receipt } of scored) {
    const leftMs = endsAt - clock.now()
    const score = await scoreOf({ ...context, subnet: shadow }, { task, result, receipt }, leftMs)
    receipts.push(score === null ? receipt : { ...receipt, shadow: { version: name, ...score } })
  }
  shadowTime.spent(number, since)
  return receipts
}

async function scoreOf(
  context: Context,
  { task, result, receipt }: ActiveScore,
  leftMs: number,
): Promise<Omit<ShadowScore, 'version'> | null> {
  if (result.kind === 'ours' || receipt.outcome === 'ours') return null
  if (result.kind !== 'ok') return { score: 0, reason: null }
  const limits = `${shadowMinerMs} ms for the answers of one miner, or ${shadowRoundMs} ms for a round`
  const late = () => new Error(`it has taken more than ${limits}`)
  try {
    if (leftMs <= 0) throw late()
    const { parts, reason } = await withDeadline(judge(context, task, result), leftMs, late)
    // Round criteria are still to come.
    if (parts?.features) return { score: null, reason, parts }
    return { score: parts?.value ?? 0, reason }
  } catch (error) {
    return { score: null, reason: codedReasonOf(error) }
  }
}
