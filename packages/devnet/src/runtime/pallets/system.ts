import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import { findUnreadable } from '../../state/readable.js'
import { type CallHandlers, ensureRoot, ensureSigned } from '../context.js'
import { DispatchFailure } from '../failure.js'

const hexOf = (bytes: Uint8Array): string => toHex(bytes).slice(2)

export const systemCalls: CallHandlers = {
  // of any origin
  'System.remark': () => {},

  'System.remark_with_event': (ctx, { remark }) => {
    const sender = ensureSigned(ctx)
    ctx.deposit('System', 'Remarked', { sender, hash: toHex(blake2b256(remark)) })
  },

  'System.set_storage': (ctx, { items }) => {
    ensureRoot(ctx)
    const writes = items.map(([key, value]) => [hexOf(key), value] as const)
    const unreadable = findUnreadable(writes, { allowTrailing: true })
    // Rules rely on storage that decodes.
    if (unreadable) throw new DispatchFailure({ type: 'Corruption' }, unreadable.detail)
    for (const [key, value] of writes) ctx.raw.set(key, value)
  },

  'System.kill_storage': (ctx, { keys }) => {
    ensureRoot(ctx)
    for (const key of keys) ctx.raw.remove(hexOf(key))
  },

  'System.kill_prefix': (ctx, { prefix, subkeys }) => {
    ensureRoot(ctx)
    let left = subkeys
    for (const [key] of ctx.raw.entries(hexOf(prefix))) {
      if (left-- === 0) break
      ctx.raw.remove(key)
    }
  },
}
