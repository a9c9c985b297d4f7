import type { Reading, Writing } from './reading.js'
import { follows } from './spec.js'

/** Kinds of transactions whose last block is kept for each account. */
export type LastBlock = 'LastTxBlock' | 'LastTxBlockDelegateTake' | 'LastTxBlockChildKeyTake'

const keyOf = (kind: LastBlock, account: string) => ({ type: kind, value: account }) as const

/** Block of an account's last transaction of a kind, 0 for never. */
export const lastBlock = (ctx: Reading, kind: LastBlock, account: string): bigint =>
  follows(ctx, 'lastBlocks')
    ? ctx.state.SubtensorModule.LastRateLimitedBlock.get(keyOf(kind, account))
    : ctx.state.SubtensorModule[kind].get(account)

export function noteBlock(ctx: Writing, kind: LastBlock, account: string, block = BigInt(ctx.block)): void {
  const { SubtensorModule: subtensor } = ctx.state
  if (follows(ctx, 'lastBlocks')) subtensor.LastRateLimitedBlock.set(keyOf(kind, account), block)
  else subtensor[kind].set(account, block)
}

export function forgetBlock(ctx: Writing, kind: LastBlock, account: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  if (follows(ctx, 'lastBlocks')) subtensor.LastRateLimitedBlock.remove(keyOf(kind, account))
  else subtensor[kind].remove(account)
}

/** True while the last transaction of a kind is so recent that another one has to wait. */
export function isRateLimited(ctx: Reading, kind: LastBlock, account: string, pause: bigint): boolean {
  const last = lastBlock(ctx, kind, account)
  return pause !== 0n && last !== 0n && BigInt(ctx.block) - last <= pause
}
