import { toHex } from '../../../codec/bytes.js'
import { blake2b256 } from '../../../codec/hash.js'
import type { ErrorName } from '../../../schema/schema.js'
import type { Of } from '../../../schema/type.js'
import type { requestStatus } from '../../../schema/types/preimage.js'
import type { CallContext } from '../../context.js'
import { unreserve } from '../../currency.js'
import { moduleFailure } from '../../failure.js'
import { type HoldReason, hold, release } from '../../holds.js'

type Status = Of<typeof requestStatus>
/** Account and rao that are held for a preimage. */
type Ticket = readonly [owner: string, held: bigint]

const LONGEST = 4 * 1024 * 1024
const BASE_DEPOSIT = 104_000_000n
const BYTE_DEPOSIT = 1_000_000n
const REASON: HoldReason = { type: 'Preimage', value: 'Preimage' }

const refuse = (error: ErrorName<'Preimage'>) => moduleFailure('Preimage', error)

const requested = (ticket: Ticket | undefined, count: number, len: number | undefined): Status => ({
  type: 'Requested',
  value: { maybe_ticket: ticket && [...ticket], count, maybe_len: len },
})

function takeTicket(ctx: CallContext, owner: string, len: number): Ticket {
  const deposit = BASE_DEPOSIT + BYTE_DEPOSIT * BigInt(len)
  hold(ctx, REASON, owner, deposit)
  return [owner, deposit]
}

const dropTicket = (ctx: CallContext, [owner, held]: Ticket): void => release(ctx, REASON, owner, held)

/**
 * Brings a status to its present form, and its deposit along; without one that its account can pay, it is forgotten. Returns
 * false where there is none in the older form.
 */
export function update(ctx: CallContext, hash: string): boolean {
  const { StatusFor, RequestStatusFor } = ctx.state.Preimage
  const old = StatusFor.get(hash)
  if (!old) return false
  StatusFor.remove(hash)
  const { deposit, len } = old.value
  if (deposit) unreserve(ctx, ...deposit)
  let ticket: Ticket | undefined
  const failure = ctx.attempt(() => {
    if (deposit && len !== undefined) ticket = takeTicket(ctx, deposit[0], len)
  })
  if (failure) return true
  if (old.type === 'Requested') RequestStatusFor.set(hash, requested(ticket, old.value.count, len))
  else if (ticket)
    RequestStatusFor.set(hash, { type: 'Unrequested', value: { ticket: [...ticket], len: old.value.len } })
  return true
}

function statusOf(ctx: CallContext, hash: string): Status | undefined {
  update(ctx, hash)
  return ctx.state.Preimage.RequestStatusFor.get(hash)
}

/**
 * Stores a preimage for an account, which pays a deposit unless it was requested, or for the chain, which requests it. Returns
 * its hash, and true if it is requested.
 */
export function note(
  ctx: CallContext,
  bytes: Uint8Array,
  owner: string | undefined,
): [hash: string, boolean] {
  if (bytes.length > LONGEST) throw refuse('TooBig')
  const { RequestStatusFor, PreimageFor } = ctx.state.Preimage
  const hash = toHex(blake2b256(bytes))
  const status = noted(ctx, statusOf(ctx, hash), bytes.length, owner)
  RequestStatusFor.set(hash, status)
  PreimageFor.set([hash, bytes.length], bytes)
  ctx.deposit('Preimage', 'Noted', { hash })
  return [hash, status.type === 'Requested']
}

function noted(ctx: CallContext, before: Status | undefined, len: number, owner: string | undefined): Status {
  if (before?.type === 'Requested') return requested(before.value.maybe_ticket, before.value.count, len)
  if (owner === undefined) return requested(before?.value.ticket, 1, len)
  if (before) throw refuse('AlreadyNoted')
  return { type: 'Unrequested', value: { ticket: [...takeTicket(ctx, owner, len)], len } }
}

/** Removes a preimage of an account, or by root of anybody; one that is requested stays until it is not. */
export function unnote(ctx: CallContext, hash: string, owner: string | undefined): void {
  const status = statusOf(ctx, hash)
  if (!status) throw refuse('NotNoted')
  const ticket = status.type === 'Requested' ? status.value.maybe_ticket : status.value.ticket
  if (owner !== undefined && owner !== ticket?.[0]) throw refuse('NotAuthorized')
  if (!ticket) {
    unrequest(ctx, hash)
    return
  }
  dropTicket(ctx, ticket)
  if (status.type === 'Unrequested') clear(ctx, hash, status.value.len)
  else
    ctx.state.Preimage.RequestStatusFor.set(
      hash,
      requested(undefined, status.value.count, status.value.maybe_len),
    )
}

/** Asks for a preimage, which need not be there yet. */
export function request(ctx: CallContext, hash: string): void {
  const before = statusOf(ctx, hash)
  const isFirst = before?.type !== 'Requested'
  const status = isFirst
    ? requested(before?.value.ticket, 1, before?.value.len)
    : requested(before.value.maybe_ticket, before.value.count + 1, before.value.maybe_len)
  ctx.state.Preimage.RequestStatusFor.set(hash, status)
  if (isFirst) ctx.deposit('Preimage', 'Requested', { hash })
}

/** Withdraws a request. With the last one goes a preimage that no account has noted. */
export function unrequest(ctx: CallContext, hash: string): void {
  const { RequestStatusFor } = ctx.state.Preimage
  const status = statusOf(ctx, hash)
  if (status?.type !== 'Requested') throw refuse('NotRequested')
  const { count, maybe_len: len, maybe_ticket: ticket } = status.value
  if (count > 1) RequestStatusFor.set(hash, requested(ticket, count - 1, len))
  else if (len === undefined) RequestStatusFor.remove(hash)
  else if (ticket) RequestStatusFor.set(hash, { type: 'Unrequested', value: { ticket, len } })
  else clear(ctx, hash, len)
}

function clear(ctx: CallContext, hash: string, len: number): void {
  ctx.state.Preimage.RequestStatusFor.remove(hash)
  ctx.state.Preimage.PreimageFor.remove([hash, len])
  ctx.deposit('Preimage', 'Cleared', { hash })
}
