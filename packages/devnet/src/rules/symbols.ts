import type { Reading } from './reading.js'

const alphabet = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, offset) => String.fromCodePoint(first + offset))

/** Token symbols in the order in which new subnets get them: Greek, Hebrew, Arabic and Runic letters. */
const symbols: readonly string[] = [
  ...alphabet(0x3b1, 25).filter((letter) => letter !== 'ς'),
  ...alphabet(0x5d0, 27),
  ...alphabet(0x627, 20),
  ...alphabet(0x16a0, 75),
]

const textOf = (symbol: Uint8Array): string => Buffer.from(symbol).toString()

function takenSymbols(ctx: Reading, except?: number): ReadonlySet<string> {
  const stored = [...ctx.state.SubtensorModule.TokenSymbol.entries()]
  return new Set(stored.filter(([[netuid]]) => netuid !== except).map(([, symbol]) => textOf(symbol)))
}

/** Returns true if subnets may use it at all. */
export const isSymbol = (symbol: Uint8Array): boolean => symbols.includes(textOf(symbol))

export const isSymbolTaken = (ctx: Reading, symbol: Uint8Array): boolean =>
  takenSymbols(ctx).has(textOf(symbol))

/** The first symbol that no subnet has; the last one again when all are taken. */
export function freeSymbol(ctx: Reading, netuid: number): Uint8Array {
  const taken = takenSymbols(ctx, netuid)
  const free = symbols.find((symbol) => !taken.has(symbol)) ?? symbols.at(-1) ?? ''
  return new Uint8Array(Buffer.from(free))
}
