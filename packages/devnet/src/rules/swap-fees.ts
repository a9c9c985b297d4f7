import { blockAuthor } from '../runtime/author.js'
import type { BlockContext } from '../runtime/context.js'
import { transfer, withdraw } from '../runtime/currency.js'
import { subnetAccount } from './accounts.js'
import { sellAlpha } from './pool.js'
import { follows } from './spec.js'

/**
 * Passes the fee of a purchase on, which lies on the subnet's account: to the author of the block, also when it is nothing. An
 * author that cannot take it makes the call fail, as on the chain.
 */
export function passBuyFee(ctx: BlockContext, netuid: number, rao: bigint): void {
  const author = follows(ctx, 'swapFees') ? blockAuthor(ctx.state) : undefined
  if (author === undefined) withdraw(ctx, subnetAccount(netuid), rao, 'allow')
  else transfer(ctx, subnetAccount(netuid), author, rao, 'allow')
}

/** Sells the fee of a sale, which is alpha, without a further fee, and passes the TAO on. */
export function passSellFee(ctx: BlockContext, netuid: number, alpha: bigint): void {
  const hasAuthor = follows(ctx, 'swapFees') && blockAuthor(ctx.state) !== undefined
  if (alpha === 0n && !hasAuthor) return
  passBuyFee(ctx, netuid, sellAlpha(ctx, netuid, alpha, { withoutFee: true }).paidOut)
}

/** Leaves the fee of a registration's purchase where it is: nobody gets it. Before spec 411 it was burned. */
export function leaveFee(ctx: BlockContext, netuid: number, rao: bigint): void {
  if (!follows(ctx, 'restingFees')) withdraw(ctx, subnetAccount(netuid), rao, 'allow')
}
