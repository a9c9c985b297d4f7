import { isUnsigned, type SignedExtrinsic } from '../extrinsics/extrinsic.js'
import { invalid } from '../extrinsics/validity.js'
import { blockAuthor } from '../runtime/author.js'
import type { BlockContext, Rules, StakeFees, StakePaid } from '../runtime/context.js'
import { mint, spendableBalance, withdraw } from '../runtime/currency.js'
import { specVersionOf } from '../runtime/image.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import type { StateReader } from '../state/state.js'
import { dispatchInfoOf } from '../weights/dispatch-info.js'
import { exceeds } from '../weights/weight.js'
import { highestWeight, inclusionFeeOf, longestOf, type Priced, totalFee } from './fee.js'
import { payerOf } from './payer.js'

/** First version in which fees can be paid with stake. */
const STAKE_FEES = 301
/** First version that reports a fee which was paid with stake. */
const REPORTED = 402
/** First version that gives fees to the author of the block; before, they were burned and taken out of Subtensor's issuance. */
const AUTHOR_FEES = 380

/** Weight and class that an extrinsic declares. The runtime's own form of extrinsics leaves the weight of its extensions out. */
export function pricedOf(call: RuntimeCall, length: number, specVersion: number): Priced {
  return { length, ...dispatchInfoOf(call, specVersion) }
}

/** Reading a state, with the number of the block that reads it. */
interface Reading {
  readonly state: StateReader
  readonly block: number
}

/** An extrinsic of a signer, as its payment sees it. */
interface Signed {
  readonly extrinsic: SignedExtrinsic
  readonly signer: string
  readonly length: number
}

/**
 * Checks that a block can hold an extrinsic and that its fee can be paid; throws a PoolRefusal. An impersonated account pays
 * nothing.
 */
export function requirePayment(ctx: Reading, { stakeFees }: Rules, signed: Signed): void {
  const { extrinsic, signer, length } = signed
  const specVersion = specVersionOf(ctx.state)
  const priced = pricedOf(extrinsic.call, length, specVersion)
  const { providers, sufficients } = ctx.state.System.Account.get(signer)
  const isAbsent = providers === 0 && sufficients === 0
  if (isAbsent && priced.paysFee && !isUnsigned(extrinsic)) throw invalid('payment')
  if (length > longestOf(priced.class)) throw invalid('exhaustsResources')
  const highest = highestWeight(priced.class)
  if (highest && exceeds(priced.weight, highest)) throw invalid('exhaustsResources')
  if (isUnsigned(extrinsic)) return
  const fee = totalFee(inclusionFeeOf(priced, specVersion)) + extrinsic.tip
  const payer = payerOf(ctx.state, specVersion, signer, extrinsic.call)
  if (fee === 0n || spendableBalance(ctx, payer, 'keep') >= fee) return
  const withStake = payingWithStake(stakeFees, specVersion)
  if (!withStake?.canPay(ctx, payer, extrinsic.call, fee)) throw invalid('payment')
}

const payingWithStake = (stakeFees: StakeFees | undefined, specVersion: number): StakeFees | undefined =>
  specVersion >= STAKE_FEES ? stakeFees : undefined

/** A fee that was taken before the call. */
export interface Charge {
  readonly payer: string
  readonly tip: bigint
  /** TAO that was withdrawn, rao; `undefined` if the fee was paid with stake. */
  readonly withdrawn: bigint | undefined
  readonly staked?: StakePaid | undefined
  readonly specVersion: number
}

/**
 * Withdraws the fee that an extrinsic declares. Returns what `settleCharge` needs after the call; `undefined` for an impersonated
 * account, which pays nothing. Throws a PoolRefusal if the fee cannot be paid.
 */
export function chargeFee(
  ctx: BlockContext,
  { stakeFees }: Rules,
  { extrinsic, signer }: Signed,
  priced: Priced,
): Charge | undefined {
  if (isUnsigned(extrinsic)) return undefined
  const specVersion = specVersionOf(ctx.state)
  const { tip, call } = extrinsic
  const payer = payerOf(ctx.state, specVersion, signer, call)
  const fee = totalFee(inclusionFeeOf(priced, specVersion)) + tip
  if (fee === 0n) return { payer, tip, withdrawn: undefined, specVersion }
  if (spendableBalance(ctx, payer, 'keep') >= fee) {
    withdraw(ctx, payer, fee, 'keep')
    return { payer, tip, withdrawn: fee, specVersion }
  }
  const withStake = payingWithStake(stakeFees, specVersion)
  if (!withStake) throw invalid('payment')
  let staked: StakePaid | undefined
  const failure = ctx.attempt(() => {
    staked = withStake.pay(ctx, payer, call, fee, blockAuthor(ctx.state))
  })
  if (failure) throw invalid('payment')
  return { payer, tip, withdrawn: undefined, staked, specVersion }
}

/** Returns what was withdrawn too much, passes the fee on, and reports it. */
export function settleCharge(ctx: BlockContext, charge: Charge, used: Priced): void {
  const { payer, tip, withdrawn, staked, specVersion } = charge
  const fee = totalFee(inclusionFeeOf(used, specVersion)) + tip
  if (withdrawn !== undefined) {
    const paid = refund(ctx, payer, withdrawn, fee)
    if (paid > 0n) passOn(ctx, paid, specVersion)
  }
  if (staked && specVersion >= REPORTED)
    ctx.deposit('SubtensorModule', 'TransactionFeePaidWithAlpha', { who: payer, ...staked })
  ctx.deposit('TransactionPayment', 'TransactionFeePaid', { who: payer, actual_fee: fee, tip })
}

/** Pays back what is above the fee, also when that is nothing, unless the account is gone. Returns what stays paid. */
function refund(ctx: BlockContext, payer: string, withdrawn: bigint, fee: bigint): bigint {
  const { free, reserved } = ctx.state.System.Account.get(payer).data
  if (free + reserved === 0n) return withdrawn
  const excess = withdrawn > fee ? withdrawn - fee : 0n
  if (excess > 0n) mint(ctx, payer, excess)
  else ctx.deposit('Balances', 'Deposit', { who: payer, amount: 0n })
  return withdrawn - excess
}

function passOn(ctx: BlockContext, rao: bigint, specVersion: number): void {
  if (specVersion < AUTHOR_FEES) {
    ctx.state.SubtensorModule.TotalIssuance.update((issuance) => (issuance > rao ? issuance - rao : 0n))
    return
  }
  const author = blockAuthor(ctx.state)
  // What an author cannot take, such as less than the existential deposit, stays burned.
  if (author !== undefined) ctx.attempt(() => mint(ctx, author, rao))
}
