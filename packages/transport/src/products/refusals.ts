import { authErrors } from '../errors/auth.js'
import { protocolErrors } from '../errors/protocol.js'
import { receiptErrors } from '../errors/receipts.js'
import { sessionErrors } from '../errors/session.js'

/** A refusal of a miner, as the catalogue has it. */
export interface Refusal {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly fix: string
  /** True if the same request may pass later. */
  readonly isTransient: boolean
}

function refusalsOf(errors: Readonly<Record<string, object>>): readonly Refusal[] {
  return Object.entries(errors).flatMap(([code, error]) => {
    const { status, message, fix, transient = false } = error as Partial<Refusal> & { transient?: boolean }
    if (status === undefined || message === undefined || fix === undefined) return []
    return [{ code, status, message, fix, isTransient: transient }]
  })
}

/** Refusals of a signed call, by status. */
export const callRefusals = refusalsOf({ ...authErrors, ...protocolErrors }).toSorted(
  (one, other) => one.status - other.status,
)

/** Refusals of a handshake and of requests in a session, in addition. */
export const sessionRefusals = refusalsOf(sessionErrors)

/** Refusals of a miner without sessions or without receipts. */
export const offRefusals = refusalsOf({
  SESSIONS_OFF: sessionErrors.SESSIONS_OFF,
  RECEIPTS_OFF: receiptErrors.RECEIPTS_OFF,
})
