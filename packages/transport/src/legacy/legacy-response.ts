import type { z } from 'zod'
import type { JudgedAnswer } from './response-rules.js'
import type { TerminalInfo } from './terminal-info.js'

/** Response to one query. Field names as in v10, in camel case. */
export interface LegacyResponse<F extends z.ZodObject> {
  /** Status as the axon states it, or the client's own: 408, 422, 503 and others. Null if an answer states none. */
  readonly statusCode: number | null
  readonly statusMessage: string | null
  /** Status 200, stated by the axon itself: HTTP 200 alone does not count. */
  readonly isSuccess: boolean
  readonly isTimeout: boolean
  readonly isBlacklist: boolean
  readonly failedVerification: boolean
  /** The synapse after the exchange: the fields of the request, with those of the answer if that was complete. */
  readonly synapse: z.output<F>
  /** Details that the axon reports about itself. */
  readonly axon: TerminalInfo
  /** Wall-clock time of the exchange, in ms. */
  readonly latencyMs: number
}

export function responseOf(judged: JudgedAnswer, given: Record<string, unknown>, latencyMs: number) {
  const { status, message, fields, axon } = judged
  return {
    statusCode: status,
    statusMessage: message,
    isSuccess: status === 200,
    isTimeout: status === 408,
    isBlacklist: status === 403,
    failedVerification: status === 401,
    synapse: { ...given, ...fields },
    axon,
    latencyMs,
  }
}
