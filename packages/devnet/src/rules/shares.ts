import { toBits, toDecimal } from './math/decimal.js'
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

/** Writes shares of one coldkey; none remove the entry. */
export function setOwnShares(ctx: Writing, { hotkey, coldkey, netuid }: Share, shares: bigint): void {
  const { Alpha, AlphaV2 } = ctx.state.SubtensorModule
  if (follows(ctx, 'decimalShares')) {
    if (shares === 0n) AlphaV2.remove(hotkey, coldkey, netuid)
    else AlphaV2.set(hotkey, coldkey, netuid, toDecimal(shares))
  } else if (shares === 0n) Alpha.remove(hotkey, coldkey, netuid)
  else Alpha.set(hotkey, coldkey, netuid, shares)
}

/** All shares of a hotkey's pool, U64F64 bits. */
export function poolShares(ctx: Reading, hotkey: string, netuid: number): bigint {
  const { TotalHotkeyShares, TotalHotkeySharesV2 } = ctx.state.SubtensorModule
  return follows(ctx, 'decimalShares')
    ? toBits(TotalHotkeySharesV2.get(hotkey, netuid))
    : TotalHotkeyShares.get(hotkey, netuid)
}

/** Writes all shares of a pool; none remove the entry. */
export function setPoolShares(ctx: Writing, hotkey: string, netuid: number, shares: bigint): void {
  const { TotalHotkeyShares, TotalHotkeySharesV2 } = ctx.state.SubtensorModule
  if (follows(ctx, 'decimalShares')) {
    if (shares === 0n) TotalHotkeySharesV2.remove(hotkey, netuid)
    else TotalHotkeySharesV2.set(hotkey, netuid, toDecimal(shares))
  } else if (shares === 0n) TotalHotkeyShares.remove(hotkey, netuid)
  else TotalHotkeyShares.set(hotkey, netuid, shares)
}

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
