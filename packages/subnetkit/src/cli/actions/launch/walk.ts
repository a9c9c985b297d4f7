import { createWakeup, isSubnetError } from '@subnetkit/base'
import type { ChainClient, HyperparameterChange, Plan, Signer } from '@subnetkit/chain'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { failureOf } from '../../output/failure.js'
import type { Launch } from './launch-plan.js'
import { canWait, noCap, type QuotedStep } from './quote.js'
import type { LaunchStore } from './state-file.js'
import type { LaunchStep } from './steps.js'

/** A step or a part of one that the chain does not take before a later block. */
export interface WaitingStep {
  readonly id: string
  readonly reason: string
  readonly retryBlock: number | null
}

/** Progress of the walk through the steps. */
export interface Walked {
  readonly netuid: number | null
  /** Steps that this run has sent, with their block. */
  readonly sent: ReadonlyMap<string, number>
  readonly waiting: readonly WaitingStep[]
}

/** Walks through the steps of a launch. */
export interface Walk {
  readonly launch: Launch
  readonly planCreation: (cap: bigint) => Promise<Plan<number>>
  readonly steps: readonly LaunchStep[]
  /** The rows that were shown and confirmed; prices may rise by 5 % from there, if there is no limit to the total. */
  readonly quote: readonly QuotedStep[]
  /** Highest total with what was paid before, in rao. */
  readonly maxCost: bigint | undefined
  /** True: waits for the blocks of steps that come too early. */
  readonly wait: boolean
}

/** Highest rise of a price between quote and step, in percent. */
const tolerance = 5n

type WalkContext = Pick<Context, 'progress' | 'signal'>

/**
 * Takes the steps in their order, each planned again from the chain. What is done is skipped; what comes too early is left for
 * later, with the steps that need it. Throws the problems of the plans and PRICE_ABOVE_CAP.
 */
export async function walkSteps(
  context: WalkContext,
  client: ChainClient,
  store: LaunchStore,
  walk: Walk,
): Promise<Walked> {
  const sent = new Map<string, number>()
  for (;;) {
    const { netuid, waiting } = await walkOnce(context, client, store, walk, sent)
    const block = Math.min(...waiting.map(({ retryBlock }) => retryBlock ?? Number.POSITIVE_INFINITY))
    if (!walk.wait || !Number.isFinite(block)) return { netuid, sent, waiting }
    context.progress(`waiting for block ${block}: ${waiting.map(({ reason }) => reason).join('; ')}`)
    await waitForBlock(client, block, context.signal)
  }
}

async function walkOnce(
  context: WalkContext,
  client: ChainClient,
  store: LaunchStore,
  { launch, planCreation, steps, quote, maxCost }: Walk,
  sent: Map<string, number>,
): Promise<{ readonly netuid: number | null; readonly waiting: readonly WaitingStep[] }> {
  const waiting: WaitingStep[] = []
  const unfinished = new Set<string>()
  const spent = () => store.state.paid.reduce((sum, { cost, fee }) => sum + cost + fee, 0n)
  const capOf = (id: string) => {
    if (maxCost !== undefined) return maxCost > spent() ? maxCost - spent() : 0n
    const row = quote.find((one) => one.id === id)
    return row === undefined ? noCap : (row.cost * (100n + tolerance)) / 100n
  }

  async function take<R>(
    { id, title }: { readonly id: string; readonly title: string },
    plan: Plan<R>,
    signer: () => Promise<Signer>,
  ): Promise<R | null> {
    if (context.signal.aborted) throw cliError('INTERRUPTED', {})
    if (plan.current !== null) return plan.current
    if (canWait(plan.problems)) {
      const last = plan.problems.reduce((late, one) =>
        (one.retryBlock ?? 0) > (late.retryBlock ?? 0) ? one : late,
      )
      waiting.push({ id, reason: last.message, retryBlock: last.retryBlock })
      unfinished.add(id)
      return null
    }
    const { runPlan } = await import('@subnetkit/chain')
    await stop(plan, title, capOf(id))
    if (plan.steps.length > 0) context.progress(`${title}: sending, then waiting for the block`)
    const payment = { step: id, cost: plan.cost, fee: plan.fee }
    const outcome = await runPlan(client, await signer(), plan, {
      onSigned: (signed) => store.save({ sending: { ...payment, signed } }),
    }).catch(async (error) => {
      if (isOver(error)) await store.save({ sending: null })
      throw error
    })
    if (!outcome.changed) return outcome.value
    const { number: block } = outcome.block
    await store.save({ sending: null, paid: [...store.state.paid, { ...payment, block }] })
    sent.set(id, block)
    return outcome.value
  }

  const creation = { id: 'create', title: 'create the subnet' }
  const netuid = await take(creation, await planCreation(capOf('create')), () => launch.keys.coldkey())
  if (netuid === null) return { netuid, waiting }
  if (store.state.netuid !== netuid) await store.save({ netuid })
  for (const step of steps) {
    if (step.needs.some((id) => unfinished.has(id))) {
      unfinished.add(step.id)
      continue
    }
    const plan = await step.plan(client, netuid, capOf(step.id))
    await take(step, plan, step.signer)
    for (const { name, waits } of changesOf(plan)) {
      if (waits)
        waiting.push({ id: step.id, reason: `${name}: ${waits.reason}`, retryBlock: waits.retryBlock })
    }
  }
  return { netuid, waiting }
}

/** Refuses a step that has a problem, or costs more than was confirmed. */
async function stop(plan: Plan, purpose: string, cap: bigint): Promise<void> {
  const [problem] = plan.problems
  if (problem) throw failureOf(problem, { title: plan.title, problems: plan.problems })
  if (plan.cost <= cap) return
  const { chainError } = await import('@subnetkit/chain')
  throw chainError('PRICE_ABOVE_CAP', { purpose, price: plan.cost, cap })
}

/** Hyperparameters have changes that wait while others are set. */
const changesOf = (plan: Plan): readonly HyperparameterChange[] =>
  'changes' in plan ? (plan.changes as readonly HyperparameterChange[]) : []

const final = ['CHAIN_REJECTED', 'EXTRINSIC_EXPIRED', 'NONCE_TAKEN'] as const

/** Returns true if what was sent has met its end, so that nothing of it is to be followed. */
function isOver(error: unknown): boolean {
  const causes = [error, (error as Error | null)?.cause]
  return causes.some((one) => final.some((code) => isSubnetError(one, code)))
}

/** Longest time between two looks at the head, in ms. */
const pollMs = 12_000

async function waitForBlock(client: ChainClient, block: number, signal: AbortSignal): Promise<void> {
  const { readHead } = await import('@subnetkit/chain')
  const news = createWakeup(pollMs, client.clock)
  const stopHeads = client.onHead(news.wake)
  try {
    // The next block is the first that takes what is sent now.
    while ((await readHead(client)).number + 1 < block) {
      if (signal.aborted) throw cliError('INTERRUPTED', {})
      await news.wait()
    }
  } finally {
    stopHeads()
  }
}
