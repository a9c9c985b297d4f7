import { type ChainClient, findPayments, type PaymentFate, type PlannedPayments } from '@subnetkit/chain'
import { gatewayError } from '../errors.js'
import type { PaymentPart, PaymentPlan } from './plan.js'

/** A part of a plan, and what final blocks say about it. */
export interface PartFate {
  readonly part: PaymentPart
  readonly fate: PaymentFate
}

/**
 * State of a plan: `paid` when all of it is, `void` when a part of it never will be, else `open`. A void plan is renewed, and the new one
 * is sent.
 */
export type PlanState = 'paid' | 'open' | 'void'

/** Payments of a part as the chain client looks for them. */
export const plannedOf = (
  { since }: Pick<PaymentPlan, 'since'>,
  { payer, nonce, payments }: PaymentPart,
): PlannedPayments => ({
  ...{ payer, nonce, since },
  payments: payments.map(({ to, rao }) => ({ to, amount: BigInt(rao) })),
})

/** Reads what became of each part of a plan. Throws PLAN_CHAIN for a plan of another chain. */
export async function readPlanParts(client: ChainClient, plan: PaymentPlan): Promise<readonly PartFate[]> {
  checkChain(client, plan)
  return Promise.all(
    plan.parts.map(async (part) => ({ part, fate: await findPayments(client, plannedOf(plan, part)) })),
  )
}

/** Reads the state of a plan from final blocks. Throws PLAN_CHAIN for a plan of another chain. */
export async function readPlanState(client: ChainClient, plan: PaymentPlan): Promise<PlanState> {
  const kinds = new Set((await readPlanParts(client, plan)).map(({ fate }) => fate.kind))
  return kinds.has('void') ? 'void' : kinds.has('open') ? 'open' : 'paid'
}

/** Throws PLAN_CHAIN for a plan of another chain. */
export function checkChain(client: ChainClient, plan: PaymentPlan): void {
  const { genesisHash: genesis } = client.status()
  if (plan.genesis !== genesis)
    throw gatewayError('PLAN_CHAIN', { planned: plan.genesis.slice(0, 18), genesis: genesis.slice(0, 18) })
}
