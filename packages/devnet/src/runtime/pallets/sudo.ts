import type { DispatchError } from '../../schema/types/dispatch.js'
import type { RuntimeCall } from '../../schema/types/outer.js'
import type { RuntimeImage } from '../../schema/version.js'
import type { StateReader } from '../../state/state.js'
import { type CallContext, type CallHandlers, ensureSigned, type Origin } from '../context.js'
import { lookup } from './balances.js'

function requireSudo(ctx: CallContext): void {
  const { Key } = ctx.state.Sudo
  if (ensureSigned(ctx) !== Key.get()) ctx.fail('Sudo', 'RequireSudo')
}

/** First version whose pool refuses calls of Sudo by others; before, blocks did, for a fee. */
const CHECKED_BY_POOL = 380

/** Returns false for a call of Sudo, not inside another one, whose signer has not the sudo key. */
export function maySudo(
  state: StateReader,
  { specVersion }: RuntimeImage,
  signer: string,
  { pallet }: RuntimeCall,
): boolean {
  return pallet !== 'Sudo' || specVersion < CHECKED_BY_POOL || state.Sudo.Key.get() === signer
}

/** The sudo key pays no fee for what succeeds. */
const free = { isFree: true } as const

/** The outcome of the inner call is reported in an event; the sudo call itself succeeds. */
function dispatchAs(ctx: CallContext, call: RuntimeCall, origin: Origin) {
  ctx.settle(free)
  const error: DispatchError | null = ctx.dispatchUnfiltered(call, origin)
  return error ? ({ type: 'Err', value: error } as const) : ({ type: 'Ok' } as const)
}

export const sudoCalls: CallHandlers = {
  'Sudo.sudo': (ctx, { call }) => {
    requireSudo(ctx)
    ctx.deposit('Sudo', 'Sudid', { sudo_result: dispatchAs(ctx, call, { kind: 'root' }) })
  },

  'Sudo.sudo_unchecked_weight': (ctx, { call }) => {
    requireSudo(ctx)
    ctx.deposit('Sudo', 'Sudid', { sudo_result: dispatchAs(ctx, call, { kind: 'root' }) })
  },

  'Sudo.sudo_as': (ctx, { who, call }) => {
    requireSudo(ctx)
    const origin: Origin = { kind: 'signed', account: lookup(who) }
    ctx.deposit('Sudo', 'SudoAsDone', { sudo_result: dispatchAs(ctx, call, origin) })
  },

  'Sudo.set_key': (ctx, args) => {
    requireSudo(ctx)
    const old = ctx.state.Sudo.Key.get()
    const key = lookup(args.new)
    ctx.state.Sudo.Key.set(key)
    ctx.deposit('Sudo', 'KeyChanged', { old, new: key })
    ctx.settle(free)
  },

  'Sudo.remove_key': (ctx) => {
    requireSudo(ctx)
    ctx.state.Sudo.Key.remove()
    ctx.deposit('Sudo', 'KeyRemoved', [])
    ctx.settle(free)
  },
}
