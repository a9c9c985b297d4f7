import { ApiError } from '../wire/api-error.js'
import type { Earner, Ledger } from './ledger.js'

/** Amount that is set aside for one request. */
export interface Reservation {
  /** Ends it; the first end counts. `earners` are the miners whose answers it paid for. Returns what was charged. */
  settle(cost: bigint, earners?: readonly Earner[]): Promise<bigint>
}

/** The budget of everything that a gateway spends: it stops a fault from spending the month of an operator. */
export const gatewayBudget = 'gateway'
export const keyBudget = (id: string): string => `key:${id}`
export const projectBudget = (project: string): string => `project:${project}`

/** Sets an amount aside in the budgets of a key. Throws ApiError `insufficient_quota`. */
export async function reserve(
  ledger: Ledger,
  {
    id,
    budgets,
    amount,
  }: { readonly id: string; readonly budgets: readonly string[]; readonly amount: bigint },
): Promise<Reservation> {
  // What costs nothing needs no write: a gateway without prices is bound by the network alone.
  if (amount === 0n) return { settle: async () => 0n }
  const short = await ledger.reserve(id, budgets, amount)
  if (short !== null) {
    const whose =
      short === gatewayBudget ? 'the gateway' : short.startsWith('project:') ? 'the project' : 'the key'
    const message = `The budget of ${whose} is spent: this request may cost ${amount} micro-credits. Ask its operator to raise it, or pay in more: GET /v1/key names the address of a prepaid key.`
    throw new ApiError('insufficient_quota', message, { headers: { 'x-should-retry': 'false' } })
  }
  let settled: Promise<bigint> | undefined
  return {
    settle(cost, earners) {
      settled ??= ledger.settle(id, cost, earners)
      return settled
    },
  }
}
