import type { StorageEntry } from '../state/state.js'
import { type Decimal, toBits, toDecimal } from './math/decimal.js'
import type { Reading, Writing } from './reading.js'
import { follows } from './spec.js'

/** Place of shares: a coldkey, through a hotkey, on a network. */
interface Share {
  readonly hotkey: string
  readonly coldkey: string
  readonly netuid: number
}

/** Shares of one coldkey in a hotkey's pool, U64F64 bits, in whichever form the runtime stores them. */
export function ownShares(ctx: Reading, { hotkey, coldkey, netuid }: Share): bigint {
  const { Alpha, AlphaV2 } = ctx.state.SubtensorModule
  return follows(ctx, 'decimalShares')
    ? toBits(AlphaV2.get(hotkey, coldkey, netuid))
    : Alpha.get(hotkey, coldkey, netuid)
}

/** All shares of a hotkey's pool, U64F64 bits. */
export function poolShares(ctx: Reading, hotkey: string, netuid: number): bigint {
  const { TotalHotkeyShares, TotalHotkeySharesV2 } = ctx.state.SubtensorModule
  return follows(ctx, 'decimalShares')
    ? toBits(TotalHotkeySharesV2.get(hotkey, netuid))
    : TotalHotkeyShares.get(hotkey, netuid)
}

/** Shares of one coldkey and those of the whole pool, to be changed: U64F64 bits. */
export function shareEntries(
  ctx: Writing,
  { hotkey, coldkey, netuid }: Share,
): { readonly own: StorageEntry<bigint, bigint>; readonly pool: StorageEntry<bigint, bigint> } {
  const { Alpha, AlphaV2, TotalHotkeyShares, TotalHotkeySharesV2 } = ctx.state.SubtensorModule
  if (follows(ctx, 'decimalShares')) {
    return {
      own: inBits(AlphaV2.at(hotkey, coldkey, netuid)),
      pool: inBits(TotalHotkeySharesV2.at(hotkey, netuid)),
    }
  }
  return { own: Alpha.at(hotkey, coldkey, netuid), pool: TotalHotkeyShares.at(hotkey, netuid) }
}

const inBits = (entry: StorageEntry<Decimal, Decimal>): StorageEntry<bigint, bigint> => ({
  get: () => toBits(entry.get()),
  set: (shares) => entry.set(toDecimal(shares)),
  remove: () => entry.remove(),
})

/** Holders with shares, of all hotkeys, of one, or of one coldkey on it, in the order of their storage keys. */
export function holders(
  ctx: Reading,
  ...of: [] | [hotkey: string] | [hotkey: string, coldkey: string]
): Share[] {
  const { Alpha, AlphaV2 } = ctx.state.SubtensorModule
  const map = follows(ctx, 'decimalShares') ? AlphaV2 : Alpha
  return [...map.keys(...of)].map(([hotkey, coldkey, netuid]) => ({ hotkey, coldkey, netuid }))
}

/** Converts all shares to decimal ones. */
export function storeDecimalShares({ state: { SubtensorModule } }: Writing): void {
  const { Alpha, AlphaV2, AlphaMapLastKey, TotalHotkeyShares, TotalHotkeySharesV2 } = SubtensorModule
  for (const [keys, shares] of [...Alpha.entries()]) AlphaV2.set(...keys, toDecimal(shares))
  for (const [keys, shares] of [...TotalHotkeyShares.entries()]) {
    TotalHotkeySharesV2.set(...keys, toDecimal(shares))
  }
  Alpha.clear()
  TotalHotkeyShares.clear()
  AlphaMapLastKey.remove()
}

/** Converts all shares back to binary ones. */
export function storeBinaryShares({ state: { SubtensorModule } }: Writing): void {
  const { Alpha, AlphaV2, TotalHotkeyShares, TotalHotkeySharesV2 } = SubtensorModule
  for (const [keys, shares] of [...AlphaV2.entries()]) Alpha.set(...keys, toBits(shares))
  for (const [keys, shares] of [...TotalHotkeySharesV2.entries()]) {
    TotalHotkeyShares.set(...keys, toBits(shares))
  }
  AlphaV2.clear()
  TotalHotkeySharesV2.clear()
}
