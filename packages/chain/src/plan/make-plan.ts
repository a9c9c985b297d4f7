import { showUnits } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { makeCall } from '../extrinsic/call.js'
import { calls } from '../extrinsic/calls.js'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import type { Reads, ValuesOf } from '../read/storage.js'
import { storage } from '../read/storage-items.js'
import { estimateFee } from './fee.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from './plan.js'

/** Opens the block of a plan and reads from it; call it once. */
export type OpenPlan = <R extends Reads>(
  reads: R,
) => Promise<{ readonly block: BlockReader; readonly values: ValuesOf<R> }>

/** Definition of a plan. `State` is everything that was read, `R` is the result that the command establishes. */
export interface PlanSpec<State, R> {
  readonly title: string
  readonly signer: Plan['signer']
  /** Maximum cost, in rao. */
  readonly cap?: bigint | undefined
  /** Reads the chain. */
  read(open: OpenPlan): Promise<State>
  /**
   * The result in a state; null while the chain does not hold it. `before` is the state that the plan was made from, and
   * null while it is being made.
   */
  result(state: State, before: State | null): R | null
  /** Steps to the result; called only while the state does not hold it. */
  draft(state: State, block: BlockReader): PlanDraft | Promise<PlanDraft>
}

/** Steps to a result. */
export interface PlanDraft {
  readonly steps: readonly PlanStep[]
  readonly problems: readonly PlanProblem[]
  readonly notes?: readonly string[]
  /** Balance that has to stay on the account besides, in rao. @default 0n */
  readonly keep?: bigint
  /** The verb for what the caller may do with less TAO, if the amount is the caller's choice. */
  readonly spends?: 'send' | 'stake'
}

/** Makes a plan at the best block, with the requests of its reads and one for the fee. */
export async function makePlan<State, R>(
  client: ChainClient,
  spec: PlanSpec<State, R>,
): Promise<{ readonly plan: Plan<R>; readonly state: State; readonly block: BlockReader }> {
  const { title, signer, cap } = spec
  const { state, block, balance } = await readState(client, spec)
  const current = spec.result(state, null)
  const done = current !== null
  const {
    steps,
    problems,
    notes = [],
    keep = 0n,
    spends,
  } = done ? nothingToDo : await spec.draft(state, block)
  const cost = steps.reduce((sum, step) => sum + step.cost, 0n)
  const extrinsic = extrinsicOf(client, steps)
  const { fee, unknown } = extrinsic
    ? await estimateFee(client, { block, address: signer.address, call: extrinsic })
    : { fee: 0n, unknown: [] }
  const needed = steps.length === 0 ? 0n : cost + fee + keep
  const plan: Plan<R> = {
    title,
    block: block.block,
    signer,
    current,
    done,
    steps,
    cost,
    fee,
    cap: cap ?? null,
    balance,
    problems: [
      ...capProblems(title, cost, cap),
      ...problems,
      ...balanceProblems({ title, address: signer.address, needed, balance, cost, spends }),
    ],
    notes: [...notes, ...unknown],
    confirm: async (at) => spec.result((await readState(client, spec, at)).state, state),
    renew: async () => (await makePlan(client, spec)).plan,
  }
  return { plan, state, block }
}

const nothingToDo: PlanDraft = { steps: [], problems: [] }

/** All reads of a plan, with the free balance of the signer. */
async function readState<State, R>(
  client: ChainClient,
  { signer, read }: PlanSpec<State, R>,
  at?: BlockRef,
): Promise<{ readonly state: State; readonly block: BlockReader; readonly balance: bigint }> {
  let opened: { block: BlockReader; balance: bigint } | undefined
  const state = await read(async <Given extends Reads>(reads: Given) => {
    const all: Reads = { ...reads, signer: storage.Account(signer.address) }
    const { block, values } = await openBlock(client, { at, reads: all })
    const { signer: account, ...rest } = values as Record<string, unknown>
    opened = {
      block,
      balance: (account as ReturnType<ReturnType<typeof storage.Account>['decode']>).data.free,
    }
    return { block, values: rest as ValuesOf<Given> }
  })
  if (opened === undefined) throw new Error('a plan has to open its block')
  return { state, ...opened }
}

/** Extrinsic of a plan: its only call, or all of them in an atomic batch. */
export function extrinsicOf(client: ChainClient, steps: readonly PlanStep[]): CallParameters | null {
  const [first, ...rest] = steps
  if (first === undefined) return null
  return rest.length === 0 ? first.call : calls.batchAll(steps.map(({ call }) => makeCall(client, call)))
}

/** The caller's own limit comes before those of the chain. */
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
  readonly cost: bigint
  readonly spends: PlanDraft['spends']
}): PlanProblem[] {
  const { title: purpose, address: coldkey, needed, balance, cost, spends } = money
  const missing = needed - balance
  if (missing <= 0n) return []
  const most = cost - missing
  const less = spends === undefined || most <= 0n ? '' : `, or ${spends} at most ${showUnits(most)} TAO`
  return [problem(chainError('BALANCE_TOO_LOW', { coldkey, balance, needed, purpose, missing, less }))]
}
