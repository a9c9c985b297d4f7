import {
  type BlockRef,
  type ChainClient,
  findPayments,
  paymentCall,
  type Signer,
  submit,
} from '@subnetkit/chain'
import { gatewayError } from '../errors.js'
import { type PaymentPart, type PaymentPlan, planName } from './plan.js'
import { checkChain, plannedOf } from './plan-state.js'

/** A part of a plan that is paid. */
export interface PaidPart {
  readonly payer: string
  readonly nonce: number
  readonly block: BlockRef
  /** False for one that was paid before. */
  readonly sent: boolean
}

/** Signer of a plan, and receivers of its progress. */
export interface SendParameters {
  /** The key that signs for a payer. Called for parts that are not paid yet. */
  readonly signerOf: (part: PaymentPart) => Promise<Signer>
  /** Called before an extrinsic is sent, and after it is final. @default nothing */
  readonly onPart?: ((part: PaymentPart, paid: PaidPart | null) => unknown) | undefined
}

/**
 * Pays a plan, each part in an extrinsic under the nonce that was planned, and waits until they are final. The chain takes a nonce once:
 * however often and from wherever a plan is sent, and whenever the process is killed, nothing is paid twice. Parts that are paid already
 * are found and skipped. Throws PLAN_CHAIN for a plan of another chain, PLAN_VOID where something else has used a nonce, and the errors
 * of `submit`.
 */
export async function sendPlan(
  client: ChainClient,
  plan: PaymentPlan,
  { signerOf, onPart }: SendParameters,
): Promise<readonly PaidPart[]> {
  checkChain(client, plan)
  const paid: PaidPart[] = []
  for (const part of plan.parts) {
    const known = await paidBefore(client, plan, part)
    const done =
      known ?? (await pay(client, { plan, part }, await signerOf(part), () => onPart?.(part, null)))
    await onPart?.(part, done)
    paid.push(done)
  }
  return paid
}

async function paidBefore(
  client: ChainClient,
  plan: PaymentPlan,
  part: PaymentPart,
): Promise<PaidPart | null> {
  const fate = await findPayments(client, plannedOf(plan, part))
  const { payer, nonce } = part
  if (fate.kind === 'open') return null
  if (fate.kind === 'void')
    throw gatewayError('PLAN_VOID', { payer, nonce, block: fate.block.number, plan: planName(plan) })
  return { payer, nonce, block: fate.block, sent: false }
}

async function pay(
  client: ChainClient,
  { plan, part }: { readonly plan: PaymentPlan; readonly part: PaymentPart },
  signer: Signer,
  onSigned: () => unknown,
): Promise<PaidPart> {
  const { payer, nonce, payments } = plannedOf(plan, part)
  if (signer.address !== payer) throw gatewayError('PAYER_WRONG', { payer, signer: signer.address })
  const call = paymentCall(client, payments)
  try {
    const { number, hash } = await submit(client, signer, call, { nonce, onSigned, waitFor: 'finalized' })
    return { payer, nonce, block: { number, hash }, sent: true }
  } catch (error) {
    // Its answer may have been lost, or an earlier attempt was not final yet.
    const known = await paidBefore(client, plan, part)
    if (known !== null) return known
    throw error
  }
}
