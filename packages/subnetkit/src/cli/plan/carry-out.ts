import type { ChainClient, Outcome as ChainOutcome, Plan } from '@subnetkit/chain'
import { addressOnly } from '../context/address-only.js'
import { confirmOrRefuse } from '../context/confirm.js'
import type { Context } from '../context/context.js'
import { exitCodes } from '../exit-codes.js'
import { failureOf } from '../output/failure.js'
import type { Outcome } from '../program/action.js'
import { renderPlan } from './render-plan.js'

/** A command that changes the chain: how it is planned, and how its result reads. */
export interface Undertaking<R> {
  readonly plan: (client: ChainClient) => Promise<Plan<R>>
  /** One line about what the chain holds now. */
  readonly done: (outcome: ChainOutcome<R>) => string
}

/**
 * Shows the plan, stops for `--dry-run`, a problem or a declined confirmation, and runs it otherwise. The plan is the
 * output of a dry run; otherwise it goes to stderr, before the confirmation.
 */
export async function carryOut<R>(context: Context, { plan: make, done }: Undertaking<R>): Promise<Outcome> {
  const client = await context.chain()
  const plan = await make(client)
  if (context.settings.dryRun) return dryRun(context, [plan])
  const outcome = await confirmAndRun(context, client, plan)
  return {
    data: { ...outcome, plan },
    text: () => `${context.palette.good('✓')} ${done(outcome)}`,
  }
}

/** Output of `--dry-run`: the plans, and that nothing was sent. */
export function dryRun({ palette }: Context, plans: readonly Plan[]): Outcome {
  const problems = plans.some((plan) => plan.problems.length > 0)
  return {
    data: { dryRun: true, plans },
    text: () =>
      [...plans.flatMap((plan) => renderPlan(plan, palette)), palette.dim('dry run: nothing was sent')].join(
        '\n',
      ),
    exitCode: problems ? exitCodes.failed : exitCodes.done,
  }
}

/** Shows a plan on stderr, asks for confirmation, unlocks the key that signs, and runs it. */
export async function confirmAndRun<R>(
  context: Context,
  client: ChainClient,
  plan: Plan<R>,
): Promise<ChainOutcome<R>> {
  showPlan(context, plan)
  throwProblems(plan)
  const { runPlan } = await import('@subnetkit/chain')
  if (plan.done) return runPlan(client, addressOnly(plan.signer.address), plan)
  await confirmOrRefuse(context, `${plan.title}: continue?`)
  const { hotkey, coldkey } = context.keys
  const signer = await (plan.signer.key === 'coldkey' ? coldkey() : hotkey())
  context.progress('sending, then waiting for the block')
  return runPlan(client, signer, plan)
}

function showPlan({ io, settings, stderr }: Context, plan: Plan): void {
  // Never ask about a plan that was not shown.
  if (settings.json || (settings.quiet && settings.yes)) return
  // The error that follows has the first problem.
  const shown = { ...plan, problems: plan.problems.slice(1) }
  io.stderr.write(`${renderPlan(shown, stderr).join('\n')}\n`)
}

/** The first problem is the error; all are in its details. */
function throwProblems({ problems, title }: Plan): void {
  const [first] = problems
  if (first === undefined) return
  throw failureOf(first, { title, problems })
}
