import type { BoundedCall } from '../../../schema/types/crowdloan.js'
import { type RuntimeCall, runtimeCall } from '../../../schema/types/outer.js'
import type { CallContext } from '../../context.js'
import { note, unrequest } from './preimages.js'

/** Longest call that is kept in place. */
const LONGEST_INLINE = 128

/** Keeps a call in place, or a longer one as a preimage that the chain requests. */
export function keepCall(ctx: CallContext, call: RuntimeCall): BoundedCall {
  const bytes = runtimeCall.codec.enc(call)
  if (bytes.length <= LONGEST_INLINE) return { type: 'Inline', value: bytes }
  const [hash] = note(ctx, bytes, undefined)
  return { type: 'Lookup', value: { hash, len: bytes.length } }
}

/** Reads a call that was kept; `undefined` where its preimage is gone or cannot be decoded. */
export function readCall(ctx: CallContext, kept: BoundedCall): RuntimeCall | undefined {
  const bytes = kept.type === 'Inline' ? kept.value : preimageOf(ctx, kept)
  if (!bytes) return undefined
  try {
    return runtimeCall.codec.dec(bytes)
  } catch {
    return undefined
  }
}

function preimageOf({ state: { Preimage } }: CallContext, kept: Exclude<BoundedCall, { type: 'Inline' }>) {
  const { hash } = kept.value
  if (kept.type === 'Lookup') return Preimage.PreimageFor.get([hash, kept.value.len])
  const status = Preimage.RequestStatusFor.get(hash)
  const len = status?.type === 'Requested' ? status.value.maybe_len : status?.value.len
  return len === undefined ? undefined : Preimage.PreimageFor.get([hash, len])
}

/** Forgets a call that was kept; nothing happens where its preimage is requested no more. */
export function dropCall(ctx: CallContext, kept: BoundedCall): void {
  if (kept.type !== 'Inline') ctx.attempt(() => unrequest(ctx, kept.value.hash))
}
