import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'
import { makeCall, toBigInt } from '../read/runtime.js'
import { type ChainView, openView } from '../read/view.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from './plan.js'

/** What a command tells {@link makePlan}; the rest of a plan follows. */
export interface Draft<R> {
  readonly title: string
  readonly signer: Plan['signer']
  /** Highest cost that is allowed, rao. */
  readonly cap?: bigint | undefined
  readonly held: Plan<R>['held']
  /** Finds what is to be done; asked only while the chain does not hold the result. */
  readonly look: () => Promise<{
    readonly steps: readonly PlanStep[]
    readonly problems: readonly PlanProblem[]
    readonly notes?: readonly string[]
  }>
}

/** Makes a plan of what `draft` says about the chain, at the given block or the best one. */
export async function makePlan<R>(
  client: ChainClient,
  draft: (view: ChainView) => Draft<R>,
  at?: BlockRef,
): Promise<Plan<R>> {
  const view = await openView(client, at)
  const { title, signer, cap, held, look } = draft(view)
  const [value, balance] = await Promise.all([held(view), readFree(view, signer.address)])
  const already = value !== null
  const { steps, problems, notes = [] } = already ? { steps: [], problems: [] } : await look()
  const cost = steps.reduce((sum, step) => sum + step.cost, 0n)
  const { fee, unknown } = await estimateFee(client, signer.address, steps)
  return {
    title,
    block: view.block,
    signer,
    steps,
    already,
    cost,
    fee,
    cap: cap ?? null,
    balance,
    problems: [
      ...capProblems(title, cost, cap),
      ...problems,
      ...balanceProblems({ title, address: signer.address, needed: cost + fee, balance }),
    ],
    notes: [...notes, ...unknown],
    held,
    renew: () => makePlan(client, draft),
  }
}

/** The extrinsic of a plan: its only call, or all of them in one that succeeds or fails as a whole. */
export function extrinsicOf(client: ChainClient, steps: readonly PlanStep[]): CallParameters | null {
  const [first, ...rest] = steps
  if (first === undefined) return null
  if (rest.length === 0) return first.call
  const calls = steps.map(({ call }) => makeCall(client, call.pallet, call.call, call.args))
  return { pallet: 'Utility', call: 'batch_all', args: [calls] }
}

/** Fees are only told, so a runtime that cannot estimate them stops no plan: then a note says so. */
async function estimateFee(
  client: ChainClient,
  address: string,
  steps: readonly PlanStep[],
): Promise<{ readonly fee: bigint; readonly unknown: readonly string[] }> {
  const extrinsic = extrinsicOf(client, steps)
  if (extrinsic === null) return { fee: 0n, unknown: [] }
  const call = makeCall(client, extrinsic.pallet, extrinsic.call, extrinsic.args)
  try {
    const { partialFee } = await client.ask('estimating the fee', call.paymentInfo(address))
    return { fee: toBigInt(partialFee), unknown: [] }
  } catch (error) {
    const answered =
      isSubnetError(error, 'CHAIN_CALL_REFUSED') || isSubnetError(error, 'CHAIN_ANSWER_UNREADABLE')
    if (isSubnetError(error) && !answered) throw error
    return { fee: 0n, unknown: [`the fee is unknown: ${(error as Error).message}`] }
  }
}

async function readFree(view: ChainView, address: string): Promise<bigint> {
  const account = await view.read('System', 'Account', address)
  return toBigInt((account as unknown as { data: { free: Parameters<typeof toBigInt>[0] } }).data.free)
}

/** The limit of whoever asks comes before those of the chain. */
function capProblems(purpose: string, price: bigint, cap: bigint | undefined): PlanProblem[] {
  return cap === undefined || price <= cap
    ? []
    : [problem(chainError('PRICE_ABOVE_CAP', { purpose, price, cap }))]
}

function balanceProblems(money: {
  readonly title: string
  readonly address: string
  readonly needed: bigint
  readonly balance: bigint
}): PlanProblem[] {
  const { title: purpose, address: coldkey, needed, balance } = money
  const missing = needed - balance
  return missing <= 0n
    ? []
    : [problem(chainError('BALANCE_TOO_LOW', { coldkey, balance, needed, purpose, missing }))]
}
