import type { ChainClient, Plan, PlanProblem } from '@subnetkit/chain'
import type { Launch } from './launch-plan.js'
import { createPool, type SimulatedPool } from './simulated-pool.js'
import type { LaunchStep } from './steps.js'

/** A row of the quote. Amounts in rao. */
export interface QuotedStep {
  readonly id: string
  readonly title: string
  /** `held`: the chain holds it already; `open`: to do; `waits`: cannot be taken before a later block. */
  readonly state: 'held' | 'open' | 'waits'
  readonly cost: bigint
  readonly fee: bigint
  /** True if the chain cannot quote it before earlier steps are taken. */
  readonly isEstimate: boolean
  readonly problems: readonly PlanProblem[]
  readonly notes: readonly string[]
}

/** Problems of a single plan that the quote answers for all of them together. */
const aboutMoney: ReadonlySet<string> = new Set(['BALANCE_TOO_LOW', 'PRICE_ABOVE_CAP'])
/** Problems that a plan on the root network shows as well, before there is a subnet. */
const permanent: ReadonlySet<string> = new Set(['AXON_INVALID', 'HOTKEY_OF_ANOTHER'])

/** More rao than there are: a plan with this cap only reads the price. */
export const noCap = 2n ** 64n - 1n

/**
 * Quotes every step. On a subnet that exists the chain quotes them; what depends on earlier steps is estimated: burns from the
 * first price of a new subnet, stake from its pool.
 */
export async function quoteSteps(
  client: ChainClient,
  launch: Launch,
  { creation, steps }: { readonly creation: Plan<number>; readonly steps: readonly LaunchStep[] },
): Promise<readonly QuotedStep[]> {
  const netuid = creation.current
  const first: QuotedStep = {
    ...{ id: 'create', title: 'create the subnet', cost: creation.cost, fee: creation.fee },
    state: stateOf(creation),
    isEstimate: false,
    problems: substance(creation.problems),
    notes: creation.notes,
  }
  const pool = await createPool(client, { netuid, lock: creation.cost, wanted: launch.wanted })
  const rows: QuotedStep[] = [first]
  const isHeld = (id: string) =>
    !steps.some((step) => step.id === id) || rows.some((row) => row.id === id && row.state === 'held')
  for (const step of steps) {
    const plan = netuid === null ? null : await step.plan(client, netuid, noCap)
    const problems = substance(plan?.problems ?? [])
    const isBlocked = problems.length > 0 && !step.needs.every(isHeld)
    const row =
      plan === null || isBlocked ? await estimate(client, step, launch, pool) : quoted(step, plan, pool)
    rows.push(row)
  }
  return rows
}

function quoted({ id, title, kind }: LaunchStep, plan: Plan, pool: SimulatedPool): QuotedStep {
  const { done, fee, notes } = plan
  // Each registration raises the price of the next one, and buys alpha from the pool.
  const cost = done ? 0n : kind === 'register' ? pool.register() : plan.cost
  return {
    ...{ id, title, state: stateOf(plan), cost, fee, notes },
    isEstimate: cost !== plan.cost,
    problems: substance(plan.problems),
  }
}

async function estimate(
  client: ChainClient,
  { id, title, kind, calls, plan }: LaunchStep,
  { coldkey, stake = 0n }: Launch,
  pool: SimulatedPool,
): Promise<QuotedStep> {
  const { estimateFee, openBlock } = await import('@subnetkit/chain')
  const { block } = await openBlock(client)
  const fees = await Promise.all(
    calls.map(async (call) => (await estimateFee(client, { block, address: coldkey, call })).fee),
  )
  const cost = kind === 'register' ? pool.register() : kind === 'stake' ? pool.stake(stake) : 0n
  const onRoot = kind === 'register' || kind === 'serve' ? await plan(client, 0, noCap) : null
  return {
    ...{ id, title, state: 'open', cost, isEstimate: true, notes: [] },
    fee: fees.reduce((sum, fee) => sum + fee, 0n),
    problems: (onRoot?.problems ?? []).filter(({ code }) => permanent.has(code)),
  }
}

const substance = (problems: readonly PlanProblem[]) => problems.filter(({ code }) => !aboutMoney.has(code))

function stateOf(plan: Plan): QuotedStep['state'] {
  if (plan.done) return 'held'
  return canWait(plan.problems) ? 'waits' : 'open'
}

/** Returns true if only the time is wrong: each problem has a block at which it is over. */
export function canWait(problems: readonly PlanProblem[]): boolean {
  const hard = substance(problems)
  return hard.length > 0 && hard.every(({ retryBlock }) => retryBlock !== null)
}
