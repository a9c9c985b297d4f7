import type { BlockContext } from '../runtime/context.js'
import { spendableBalance, transfer } from '../runtime/currency.js'
import { minOf } from './math/fixed.js'

/** Amount that an account can pay and stay alive, rao. */
export const spendable = (ctx: Pick<BlockContext, 'state'>, account: string): bigint =>
  spendableBalance(ctx, account, 'keep')

/** Moves TAO and keeps the giver alive: the amount moved can fall short by the existential deposit. */
export function transferKeepingAlive(ctx: BlockContext, from: string, to: string, amount: bigint): bigint {
  const moved = minOf(amount, spendable(ctx, from))
  if (moved > 0n) transfer(ctx, from, to, moved, 'keep')
  return moved
}
