import { type Clock, isSubnetError } from '@subnetkit/base'
import type { Candidate } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import { type Judged, judge } from './judge.js'
import type { CallEnd } from './miner-state.js'
import type { Pool } from './pool.js'
import type { Asking, MinerCall, Question } from './question.js'

/** A call of a miner that has been started. */
export interface Call<Answer> {
  /** Its end; rejects only for an input that the synapse refuses, and for faults of the gateway. */
  readonly ended: Promise<EndedCall<Answer>>
  /** Ends it at once: another miner was faster, or the client has left. */
  cancel(): void
}

/** The end of a call, with the answer of a good one. */
export type EndedCall<Answer> = (Judged<Answer> | { readonly outcome: 'cancelled' }) & {
  readonly latencyMs: number
  /** Time since it was started, by the clock of the gateway. */
  readonly elapsedMs: number
}

export interface CallParameters<Answer> {
  readonly pool: Pool
  readonly miner: Candidate
  readonly reason: MinerCall['reason']
  readonly question: Question<Answer>
  readonly asking: Pick<Asking, 'model' | 'onCall' | 'onFault'>
  readonly clock: Pick<Clock, 'now'>
}

/** Starts a call, which counts in the state of its miner whatever happens, and is reported once. */
export function startCall<Answer>(parameters: CallParameters<Answer>): Call<Answer> {
  const { pool, miner, reason, question, asking, clock } = parameters
  const startedAt = clock.now()
  // It may have left the subnet by the time it answers.
  const { block } = asking.model.candidates()
  const controller = new AbortController()
  pool.began(miner)
  let isOver = false
  const over = (end: CallEnd) => {
    isOver = true
    pool.ended(miner, end)
  }

  let end: (cancelled: EndedCall<Answer>) => void = () => {}
  const cancelled = new Promise<EndedCall<Answer>>((resolve) => {
    end = resolve
  })
  async function run(): Promise<EndedCall<Answer>> {
    try {
      const { model } = asking
      const result = await model.query(miner, question.synapse, question.input, {
        signal: controller.signal,
        keepReceived: question.keepReceived,
      })
      if (isOver) return cancelled
      const judged = await judge(result, question, (error) => !isOver && asking.onFault?.(error))
      if (isOver) return cancelled
      const { latencyMs } = result
      over(question.isPinned ? { kind: 'unknown' } : endOf(judged, latencyMs))
      const exchange = 'exchange' in result ? result.exchange : undefined
      const calls = result.kind === 'ok' ? result.calls : undefined
      asking.onCall({ miner, reason, outcome: judged.outcome, latencyMs, block, exchange, calls })
      return { latencyMs, elapsedMs: clock.now() - startedAt, ...judged }
    } catch (error) {
      if (isOver) return cancelled
      over({ kind: 'unknown' })
      throw unsuitableOr(question, error)
    }
  }

  return {
    ended: Promise.race([run(), cancelled]),
    cancel() {
      if (isOver) return
      const latencyMs = clock.now() - startedAt
      over(question.isPinned ? { kind: 'unknown' } : { kind: 'outrun', latencyMs })
      controller.abort(outrun())
      asking.onCall({ miner, reason, outcome: 'cancelled', latencyMs, block })
      end({ outcome: 'cancelled', latencyMs, elapsedMs: latencyMs })
    },
  }
}

/** Reason for which a call is ended. */
export const outrun = () =>
  new DOMException('Another miner was faster, or the client has left.', 'AbortError')

/** Lesson about the miner: none where the trouble is ours, or a form that only the client demands. */
export function endOf(judged: Judged<unknown>, latencyMs: number): CallEnd {
  if (judged.outcome === 'good') return { kind: 'good', latencyMs }
  if (judged.outcome === 'ours' || judged.outcome === 'unfit') return { kind: 'unknown' }
  const { retryAfterMs } = judged
  return retryAfterMs === undefined ? { kind: 'failed', latencyMs } : { kind: 'away', retryAfterMs }
}

/** The error for an input that did not match the synapse, since the client asks for what this subnet does not take; any other error as it is. */
export function unsuitableOr({ param }: Pick<Question<unknown>, 'param'>, error: unknown): unknown {
  if (!isSubnetError(error) || error.code !== 'BODY_MALFORMED') return error
  return new ApiError('invalid_value', `This model does not take the request: ${error.message}`, { param })
}
