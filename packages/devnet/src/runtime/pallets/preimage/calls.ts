import { type CallContext, type CallHandlers, ensureRoot, ensureSigned } from '../../context.js'
import { moduleFailure } from '../../failure.js'
import { note, request, unnote, unrequest, update } from './preimages.js'

/** The most hashes that one call of ensure_updated takes. */
const MOST_HASHES = 1024

/** The account that notes a preimage; `undefined` for root, who manages all of them. */
const ownerOf = (ctx: CallContext): string | undefined =>
  ctx.origin.kind === 'root' ? undefined : ensureSigned(ctx)

/** Handlers of the pallet Preimage. */
export const preimageCalls: CallHandlers = {
  'Preimage.note_preimage': (ctx, { bytes }) => {
    const [, isRequested] = note(ctx, bytes, ownerOf(ctx))
    if (isRequested) ctx.settle({ isFree: true })
  },

  'Preimage.unnote_preimage': (ctx, { hash }) => unnote(ctx, hash, ownerOf(ctx)),

  'Preimage.request_preimage': (ctx, { hash }) => {
    ensureRoot(ctx)
    request(ctx, hash)
  },

  'Preimage.unrequest_preimage': (ctx, { hash }) => {
    ensureRoot(ctx)
    unrequest(ctx, hash)
  },

  'Preimage.ensure_updated': (ctx, { hashes }) => {
    ensureSigned(ctx)
    if (hashes.length === 0) throw moduleFailure('Preimage', 'TooFew')
    if (hashes.length > MOST_HASHES) throw moduleFailure('Preimage', 'TooMany')
    const updated = hashes.filter((hash) => update(ctx, hash)).length
    // Free where nine tenths of them were in the older form, in parts of a thousand million.
    if (Math.floor((updated * 1e9) / hashes.length) >= 9e8) ctx.settle({ isFree: true })
  },
}
