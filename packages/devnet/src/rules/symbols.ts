import type { Reading } from './reading.js'
import { ROOT_SYMBOL, symbols } from './symbol-table.js'

const textOf = (symbol: Uint8Array): string => Buffer.from(symbol).toString()
const bytesOf = (symbol: string): Uint8Array => new Uint8Array(Buffer.from(symbol))

function takenSymbols(ctx: Reading, except?: number): ReadonlySet<string> {
  const stored = [...ctx.state.SubtensorModule.TokenSymbol.entries()]
  return new Set(stored.filter(([[netuid]]) => netuid !== except).map(([, symbol]) => textOf(symbol)))
}

/** Returns true if subnets may use it at all; the root network's symbol is its own. */
export const isSymbol = (symbol: Uint8Array): boolean => symbols.indexOf(textOf(symbol)) > 0

export const isSymbolTaken = (ctx: Reading, symbol: Uint8Array): boolean =>
  takenSymbols(ctx).has(textOf(symbol))

/** The symbol that belongs to a netuid. */
export const symbolOf = (netuid: number): Uint8Array => bytesOf(symbols[netuid] ?? ROOT_SYMBOL)

/** The netuid's own symbol, else the first that no subnet has; the root network's when all are taken. */
export function freeSymbol(ctx: Reading, netuid: number): Uint8Array {
  const taken = takenSymbols(ctx, netuid)
  const own = symbolOf(netuid)
  if (!taken.has(textOf(own))) return own
  return bytesOf(symbols.find((symbol, position) => position > 0 && !taken.has(symbol)) ?? ROOT_SYMBOL)
}
