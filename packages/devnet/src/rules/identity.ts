import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { storeChainIdentity } from './identity-fields.js'
import { adminOf } from './owner-access.js'
import { refuse } from './refusal.js'
import { allNetworks, uidOf } from './subnets.js'
import { isSymbol, isSymbolTaken } from './symbols.js'

/** set_identity: who a coldkey is; it needs a hotkey that is registered somewhere. */
export function setIdentity(ctx: CallContext, identity: CallArgs<'SubtensorModule.set_identity'>): void {
  const coldkey = ensureSigned(ctx)
  const networks = allNetworks(ctx)
  const isKnown = ctx.state.SubtensorModule.OwnedHotkeys.get(coldkey).some((hotkey) =>
    networks.some((netuid) => uidOf(ctx, netuid, hotkey) !== undefined),
  )
  refuse(!isKnown, 'HotKeyNotRegisteredInNetwork')
  storeChainIdentity(ctx, coldkey, identity)
}

/** update_symbol: the owner or root takes another of the known symbols that no subnet has. */
export function updateSymbol(
  ctx: CallContext,
  { netuid, symbol }: CallArgs<'SubtensorModule.update_symbol'>,
): void {
  adminOf(ctx, netuid)
  refuse(!isSymbol(symbol), 'SymbolDoesNotExist')
  refuse(isSymbolTaken(ctx, symbol), 'SymbolAlreadyInUse')
  ctx.state.SubtensorModule.TokenSymbol.set(netuid, symbol)
  ctx.deposit('SubtensorModule', 'SymbolUpdated', { netuid, symbol })
}
