import {
  type ChainClient,
  estimateFee,
  openBlock,
  paymentCall,
  readFinalized,
  readNonce,
  storage,
} from '@subnetkit/chain'
import { depositAddress, depositPath } from '../deposits/deposit-rule.js'
import { gatewayError } from '../errors.js'
import type { PaymentClaim } from './payment-store.js'
import { createPlan, type PaymentPart, type PaymentPlan } from './plan.js'
import { shareOut } from './share-out.js'

/** Payments in one extrinsic. */
const paymentsAtOnce = 100

/** Facts that a plan is made of. */
export interface DraftParameters {
  readonly claim: PaymentClaim
  /** SS58 address of the operator's wallet. */
  readonly operator: string
  readonly creditsPerTao: number
  /** Time of the plan, ms since the epoch. */
  readonly date: number
}

/** Rao that receivers get for credits. */
export const payoutRao = (credits: bigint, creditsPerTao: number, sharePpm: number): bigint =>
  (credits * 1_000_000_000n * BigInt(sharePpm)) / (BigInt(creditsPerTao) * 1_000_000n)

/** Fewest credits for which a receiver gets `rao`. */
export function creditsWorth(rao: bigint, creditsPerTao: number, sharePpm: number): bigint {
  const [whole, each] = [rao * BigInt(creditsPerTao) * 1_000_000n, 1_000_000_000n * BigInt(sharePpm)]
  return (whole + each - 1n) / each
}

/** Plans the payment of a claim's earnings to the owners of the miners, from the operator's wallet. */
export async function draftPayout(
  client: ChainClient,
  { claim, operator, creditsPerTao, sharePpm, date }: DraftParameters & { readonly sharePpm: number },
): Promise<PaymentPlan> {
  const total = payoutRao(BigInt(claim.credits), creditsPerTao, sharePpm)
  const parts = shareOut(
    total,
    claim.earnings.map(({ coldkey, credits }) => ({ to: coldkey, weight: BigInt(credits) })),
  )
  const payments = [...parts].filter(([, rao]) => rao > 0n).map(([to, rao]) => ({ to, rao: String(rao) }))
  if (payments.length === 0) throw gatewayError('PAYOUT_EMPTY', {})
  const [final, nonce] = await Promise.all([readFinalized(client), readNonce(client, operator)])
  const batches = Array.from({ length: Math.ceil(payments.length / paymentsAtOnce) }, (_, at) => ({
    ...{ payer: operator, path: null, nonce: nonce + at },
    payments: payments.slice(at * paymentsAtOnce, (at + 1) * paymentsAtOnce),
  }))
  return createPlan({
    ...{ kind: 'payout', claim: claim.claim, genesis: client.status().genesisHash },
    ...{ created: new Date(date).toISOString(), since: final.number },
    ...{ credits: claim.credits, creditsPerTao, sharePpm, totalRao: String(total), parts: batches },
  })
}

/**
 * Plans the refund of a claim: from the address that was paid, less the fee and the deposit that keeps the account, or in full from the
 * operator's wallet where that address has been emptied. Throws REFUND_EMPTY where the fee is more than the refund.
 */
export async function draftRefund(
  client: ChainClient,
  { claim, operator, creditsPerTao, date, to }: DraftParameters & { readonly to: string },
): Promise<PaymentPlan> {
  const keyId = claim.keyId ?? ''
  const owed = BigInt(claim.rao ?? 0)
  const address = depositAddress(operator, keyId)
  const { block, values } = await openBlock(client, { reads: { account: storage.Account(address) } })
  const held = values.account.data.free
  const isThere = held >= owed
  const call = paymentCall(client, [{ to, amount: owed }])
  const { fee } = await estimateFee(client, { block, address, call })
  const keep = (block.constant('Balances.ExistentialDeposit') ?? 500n) + fee + fee / 10n
  const rao = isThere && held - owed < keep ? held - keep : owed
  if (rao <= 0n) throw gatewayError('REFUND_EMPTY', { id: keyId })
  const payer = isThere ? { payer: address, path: depositPath(keyId) } : { payer: operator, path: null }
  const [final, nonce] = await Promise.all([readFinalized(client), readNonce(client, payer.payer)])
  const part: PaymentPart = { ...payer, nonce, payments: [{ to, rao: String(rao) }] }
  return createPlan({
    ...{ kind: 'refund', claim: claim.claim, genesis: client.status().genesisHash },
    ...{ created: new Date(date).toISOString(), since: final.number },
    ...{ credits: claim.credits, creditsPerTao, sharePpm: 1_000_000, totalRao: String(rao), parts: [part] },
  })
}
