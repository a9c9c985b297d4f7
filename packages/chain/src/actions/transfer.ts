import type { ChainClient } from '../connection/connect-chain.js'
import type { Signer } from '../extrinsic/types.js'
import { makePlan } from '../plan/make-plan.js'
import type { Plan } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'

/** One payment, in rao. */
export interface Payment {
  readonly to: string
  readonly amount: bigint
}

/** Plans payments; the result is the sum that was paid, in rao. There is no "already": each run pays. */
export function planTransfer(
  client: ChainClient,
  { coldkey, payments }: { readonly coldkey: string; readonly payments: readonly Payment[] },
): Promise<Plan<bigint>> {
  return makePlan(client, (view) => ({
    title: 'the transfer',
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) =>
      at.block.number > view.block.number ? payments.reduce((sum, { amount }) => sum + amount, 0n) : null,
    look: async () => ({
      steps: payments.map(({ to, amount }) => ({
        call: { pallet: 'Balances', call: 'transfer_keep_alive', args: [to, amount] },
        why: `pays ${to}`,
        cost: amount,
      })),
      problems: [],
    }),
  }))
}

/**
 * Pays several accounts in one extrinsic, all or none; the sender's account stays alive. Each run pays again.
 * Throws BALANCE_TOO_LOW, and what {@link runPlan} throws.
 */
export async function transfer(
  client: ChainClient,
  coldkey: Signer,
  payments: readonly Payment[],
): Promise<void> {
  await runPlan(client, coldkey, await planTransfer(client, { coldkey: coldkey.address, payments }))
}
