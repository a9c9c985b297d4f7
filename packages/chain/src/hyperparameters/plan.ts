import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { ownerProblems } from '../plan/checks.js'
import { type Draft, makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import type { ChainView } from '../read/view.js'
import { type HyperparameterChange, toChanges } from './changes.js'
import type { Finding, LintRule } from './finding.js'
import { lintHyperparameters } from './lint.js'
import { parseHyperparameters } from './schema.js'
import { readHyperparameters, readHyperparameterValues } from './state.js'
import { type OwnerHyperparameterName, type OwnerHyperparameters, specOf } from './table.js'
import { formatValue, sameValue, valueArguments } from './value.js'

/** What is to be set, by whom, and what of the lint is taken knowingly. */
export interface HyperparametersRequest {
  readonly netuid: number
  /** Coldkey of the subnet's owner. */
  readonly coldkey: string
  readonly wanted: OwnerHyperparameters
  /**
   * Lint rules whose errors do not stop the plan. The chain still refuses what it refuses.
   * @default none
   */
  readonly accept?: readonly LintRule[] | undefined
}

/** A plan for hyperparameters: what is set now, and what has to wait. */
export interface HyperparametersPlan extends Plan<readonly OwnerHyperparameterName[]> {
  /** All that differ, in the order in which they are set. */
  readonly changes: readonly HyperparameterChange[]
  /** All that the lint says; its errors about changes are also among the problems. */
  readonly findings: readonly Finding[]
  readonly renew: () => Promise<HyperparametersPlan>
}

/**
 * Plans to bring the hyperparameters of a subnet to what is declared. Only what differs is set, all in one extrinsic;
 * what the chain would refuse for its rate limit or the freeze window has to wait and is told apart. Throws
 * HYPERPARAMETERS_INVALID, SUBNET_UNKNOWN.
 */
export async function planHyperparameters(
  client: ChainClient,
  request: HyperparametersRequest,
): Promise<HyperparametersPlan> {
  const { netuid, coldkey, accept = [] } = request
  const wanted = parseHyperparameters(request.wanted, `subnet ${netuid}`)
  const state = await readHyperparameters(client, netuid)
  const findings = lintHyperparameters(wanted, state)
  const changes = toChanges(wanted, state, findings)
  const now = changes.filter(({ waits }) => waits === null).map(({ name }) => name)
  const stopping = findings.filter(
    ({ severity, rule, names }) =>
      severity === 'error' &&
      !accept.includes(rule) &&
      names.some((name) => changes.some((change) => change.name === name)),
  )
  let isLooked = false
  const draft = (view: ChainView): Draft<readonly OwnerHyperparameterName[]> => ({
    title: `hyperparameters of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) => {
      // As long as anything differs there is something to look at, be it only to wait for.
      if (!isLooked && changes.length > 0) return null
      const values = await readHyperparameterValues(at, netuid, now)
      return now.every((name) => sameValue(name, values[name], wanted[name] ?? null)) ? now : null
    },
    look: async () => {
      isLooked = true
      const owned = await ownerProblems(view, netuid, coldkey)
      return {
        steps: stopping.length > 0 ? [] : now.map((name) => toStep(netuid, name, wanted)),
        problems: [...owned, ...stopping.map((one) => toProblem(netuid, one))],
        notes: findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
      }
    },
  })
  const plan = await makePlan(client, draft, state.block)
  return { ...plan, changes, findings, renew: () => planHyperparameters(client, request) }
}

/** What {@link applyHyperparameters} did, and what is left to do. */
export interface AppliedHyperparameters {
  /** Set now, and read back. */
  readonly applied: readonly OwnerHyperparameterName[]
  /** What has to wait, and until which block. */
  readonly waiting: readonly HyperparameterChange[]
}

/**
 * Sets the declared hyperparameters that differ from what the chain has, as the owner, and reads them back. Those
 * that have to wait are reported; run it again from their block on. Running it again changes nothing else. Throws
 * HYPERPARAMETERS_INVALID, HYPERPARAMETERS_UNSOUND (an error of the lint), SUBNET_NOT_OWNED, and what
 * {@link runPlan} throws.
 */
export async function applyHyperparameters(
  client: ChainClient,
  coldkey: Signer,
  netuid: number,
  wanted: OwnerHyperparameters,
  options: Pick<HyperparametersRequest, 'accept'> = {},
): Promise<AppliedHyperparameters> {
  const plan = await planHyperparameters(client, { netuid, wanted, coldkey: coldkey.address, ...options })
  try {
    const { value } = await runPlan(client, coldkey, plan)
    return { applied: value, waiting: waitingIn(plan) }
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_REJECTED')) throw error
    // Between plan and inclusion the freeze window may have begun: then there is only waiting left.
    const renewed = await plan.renew()
    if (renewed.steps.length > 0 || renewed.problems.length > 0) throw error
    return { applied: [], waiting: waitingIn(renewed) }
  }
}

const waitingIn = ({ changes }: HyperparametersPlan) => changes.filter(({ waits }) => waits !== null)

function toStep(netuid: number, name: OwnerHyperparameterName, wanted: OwnerHyperparameters): PlanStep {
  const { call } = specOf(name)
  const value = wanted[name] ?? null
  return {
    call: { pallet: call.pallet, call: call.name, args: [netuid, ...valueArguments(name, value)] },
    why: `sets ${name} to ${formatValue(value)}`,
    cost: 0n,
  }
}

function toProblem(netuid: number, { names, message, fix, rule, retryBlock }: Finding): PlanProblem {
  const details = {
    name: names.join(', '),
    netuid,
    detail: message,
    fix: `${fix} To go ahead knowingly, accept ${rule}.`,
  }
  return problem(chainError('HYPERPARAMETERS_UNSOUND', details), retryBlock)
}
