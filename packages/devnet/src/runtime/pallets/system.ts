import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import { type CallHandlers, ensureSigned } from '../context.js'

export const systemCalls: CallHandlers = {
  'System.remark': (ctx) => {
    ensureSigned(ctx)
  },

  'System.remark_with_event': (ctx, { remark }) => {
    const sender = ensureSigned(ctx)
    ctx.deposit('System', 'Remarked', { sender, hash: toHex(blake2b256(remark)) })
  },
}
