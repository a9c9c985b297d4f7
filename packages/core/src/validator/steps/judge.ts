import { createHash } from 'node:crypto'
import { isSubnetError, toSubnetError } from '@subnetkit/base'
import { applyRubric, leftOutReason } from '../../rubric/apply-rubric.js'
import { answerTo } from '../../rubric/score-answer.js'
import type { Receipt } from '../../store/records.js'
import { recordable } from '../../subnet/encoding/through-wire.js'
import { toWire } from '../../subnet/encoding/to-wire.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import type { Task } from '../../tasks/task.js'
import type { Context } from '../context.js'

/** The question as it was sent; one that could not be is recorded as far as JSON goes. */
export async function recordInput(
  { subnet }: Pick<Context, 'subnet'>,
  { synapse, input }: Task,
): Promise<unknown> {
  try {
    return await recordable(toWire(subnet.protocol[synapse]!.input, input))
  } catch {
    return null
  }
}

/** Answer as a receipt records it. */
interface Written {
  /** SHA-256 of the whole answer as JSON, hex; null without one. */
  readonly hash: string | null
  readonly output: unknown
  readonly failure?: QueryResult<unknown>
}

/** Writes an answer as JSON: bigints, which an output schema may return, as text. One that cannot be written is malformed. */
export async function writable(result: QueryResult<unknown>): Promise<Written> {
  if (result.kind !== 'ok') return { hash: null, output: null }
  try {
    const output = await recordable(result.output)
    return { hash: sha256(JSON.stringify(output) ?? 'null'), output }
  } catch (error) {
    const reason = `it cannot be written as JSON: ${toSubnetError(error).message}`
    const { latencyMs } = result
    return {
      ...{ hash: null, output: null },
      failure: { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason, latencyMs },
    }
  }
}

type Verdict = Pick<Receipt, 'outcome' | 'reason' | 'parts'>

/** Applies the rubric to an answer. */
export async function judge(
  { subnet }: Pick<Context, 'subnet'>,
  task: Task,
  result: QueryResult<unknown>,
): Promise<Verdict> {
  if (result.kind !== 'ok') {
    const fix = result.kind === 'ours' ? `. ${result.fix}` : ''
    return { outcome: result.kind, reason: `${causeOf(result)}: ${result.reason}${fix}`, parts: null }
  }
  const answer = await answerTo(subnet.protocol, task, result.output, result)
  try {
    const parts = await applyRubric(subnet.rubric, answer)
    const reason = leftOutReason(parts)
    return { outcome: reason === null ? 'scored' : 'ours', reason, parts }
  } catch (error) {
    // The rubric failed on this answer: only this task is lost.
    if (!isSubnetError(error, 'CHECKER_FAILED') && !isSubnetError(error, 'SCORE_OUT_OF_RANGE')) throw error
    return { outcome: 'malformed', reason: `${error.code}: ${error.message}`, parts: null }
  }
}

/** Errors of the system that mean that no connection was made. */
const noConnection = /\b(ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL|EAI_AGAIN|ENOTFOUND)\b/

/** Code of a failure; a client of the subnet's own may only quote the error of the system. */
function causeOf({ kind, code, reason }: Exclude<QueryResult<unknown>, { readonly kind: 'ok' }>): string {
  return kind === 'absent' && noConnection.test(reason) ? 'MINER_UNREACHABLE' : code
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
