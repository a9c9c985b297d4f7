import { optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command } from '../plan/run-plan.js'
import { actionReads } from './reads.js'

/** One payment. */
export interface Payment {
  /** SS58 address of the recipient. */
  readonly to: string
  /** Rao. */
  readonly amount: bigint
}

/** Parameters of {@link transfer}. */
export interface TransferParameters {
  /** At least one; all succeed or all fail. */
  readonly payments: readonly Payment[]
}

const schema = optionsOf({
  coldkey: parameter.address,
  payments: z
    .array(optionsOf({ to: parameter.address, amount: parameter.rao }), { error: 'a list of payments' })
    .min(1, { error: 'at least one payment' }),
})

/** Plans payments; the result is their sum, in rao. Each run pays again. */
export async function planTransfer(
  client: ChainClient,
  parameters: TransferParameters & { readonly coldkey: string },
): Promise<Plan<bigint>> {
  const { coldkey, payments } = parseOptions(schema, parameters, 'transfer')
  const addresses = [...new Set(payments.map(({ to }) => to))]
  const { plan } = await makePlan(client, {
    title: 'the transfer',
    signer: { key: 'coldkey', address: coldkey },
    async read(open) {
      const { block, values } = await open(actionReads.accounts({ addresses }))
      const balances = values.accounts.map(({ data }, index) => [addresses[index], data.free] as const)
      // Accounts with less than this are removed by the chain.
      const deposit = block.constant('Balances.ExistentialDeposit') ?? 0n
      return { block: block.block.number, balances: new Map(balances), deposit }
    },
    result: ({ block }, before) =>
      before !== null && block > before.block ? payments.reduce((sum, { amount }) => sum + amount, 0n) : null,
    draft: ({ balances, deposit }) => ({
      steps: payments.map(({ to, amount }) => ({
        call: calls.transferKeepAlive(to, amount),
        description: `pays ${to}`,
        cost: amount,
      })),
      problems: depositProblems(payments, balances, deposit),
      keep: deposit,
      spends: 'send',
    }),
  })
  return plan
}

/**
 * Pays several accounts in one extrinsic, all or none; the sender's account keeps the existential deposit. Each run
 * pays again. Throws BALANCE_TOO_LOW, TRANSFER_BELOW_DEPOSIT, ADDRESS_INVALID, and the errors of {@link runPlan}.
 */
export const transfer = command('coldkey', planTransfer, () => undefined)

/** TRANSFER_BELOW_DEPOSIT for each payment that would leave the recipient below the existential deposit. */
function depositProblems(
  payments: readonly Payment[],
  balances: ReadonlyMap<string | undefined, bigint>,
  deposit: bigint,
): PlanProblem[] {
  const held = new Map(balances)
  return payments.flatMap(({ to, amount }) => {
    const balance = (held.get(to) ?? 0n) + amount
    held.set(to, balance)
    if (balance >= deposit) return []
    return [problem(chainError('TRANSFER_BELOW_DEPOSIT', { to, amount, deposit, balance }))]
  })
}
