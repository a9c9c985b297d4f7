import { type ChainClient, readNonce } from '@subnetkit/chain'
import { createPlan, type PaymentPlan } from './plan.js'
import { type PartFate, readPlanParts } from './plan-state.js'

/**
 * Plans the payments of a plan's void parts again, from the same accounts under nonces that are free. Parts that are paid or can still be
 * paid stay as they are, so that nothing is paid twice whichever of the two plans is sent. Returns the plan itself where no part is void.
 */
export async function renewPlan(client: ChainClient, plan: PaymentPlan, date: number): Promise<PaymentPlan> {
  const states = await readPlanParts(client, plan)
  if (!states.some(({ fate }) => fate.kind === 'void')) return plan
  const next = new Map<string, number>()
  for (const { part } of states) {
    const known = next.get(part.payer) ?? (await readNonce(client, part.payer))
    next.set(part.payer, Math.max(known, part.nonce + 1))
  }
  const renewed = ({ part, fate }: PartFate) => {
    if (fate.kind !== 'void') return part
    const nonce = next.get(part.payer)!
    next.set(part.payer, nonce + 1)
    return { ...part, nonce }
  }
  const { id: _, ...contents } = plan
  const parts = states.map(renewed).toSorted((a, b) => a.nonce - b.nonce)
  return createPlan({ ...contents, created: new Date(date).toISOString(), parts })
}
