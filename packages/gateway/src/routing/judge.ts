import type { QueryResult, StreamResult } from '@subnetkit/core'
import type { CallOutcome, Question } from './question.js'

/** The outcome of a call, with the answer of a good one. */
export type Judged<Answer> =
  | { readonly outcome: 'good'; readonly answer: Answer }
  | {
      readonly outcome: Exclude<CallOutcome, 'good' | 'cancelled'>
      /** Time after which the miner asks to retry, in ms. */
      readonly retryAfterMs?: number | undefined
    }

/** Statuses by which a miner will not be asked, as opposed to one that tried and failed. */
const declines: ReadonlySet<number> = new Set([401, 403, 404, 426, 429, 503])

/** A call without an answer. */
export type Failed = Exclude<Judged<never>, { readonly outcome: 'good' }>

/** Judges the result of a query or a stream by its kind; null for a valid one. */
export function failureOf(result: QueryResult<unknown> | StreamResult): Failed | null {
  if (result.kind === 'ok') return null
  if (result.kind === 'ours') return { outcome: 'ours' }
  if (result.kind === 'malformed') return { outcome: 'unusable' }
  if (result.kind === 'absent')
    return { outcome: result.code === 'MINER_UNREACHABLE' ? 'unreachable' : 'late' }
  if (!declines.has(result.status)) return { outcome: 'unusable' }
  return { outcome: 'unreachable', retryAfterMs: result.retryAfterMs ?? undefined }
}

/**
 * Judges the result of a query by its kind, and its output by the question. An output on which that throws is unusable: its bytes may
 * have broken off, or a view may not have thought of it; the next miner can still answer.
 */
export async function judge<Answer>(
  result: QueryResult<unknown>,
  { read, fit }: Pick<Question<Answer>, 'read' | 'fit'>,
  onFault: (error: unknown) => void = () => {},
): Promise<Judged<Answer>> {
  if (result.kind !== 'ok') return failureOf(result)!
  try {
    const answer = await read(result.output, result.received)
    if (answer === null) return { outcome: 'unusable' }
    const fitted = fit === undefined ? answer : fit(answer)
    return fitted === null ? { outcome: 'unfit' } : { outcome: 'good', answer: fitted }
  } catch (error) {
    onFault(error)
    return { outcome: 'unusable' }
  }
}
