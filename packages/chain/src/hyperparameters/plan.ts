import { isSubnetError, oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { ownerProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { type HyperparameterChange, toChanges } from './changes.js'
import { type Finding, type LintRule, lintRules } from './finding.js'
import { lintHyperparameters } from './lint.js'
import { parseHyperparameters } from './schema.js'
import { type HyperparameterState, stateReads, toState } from './state.js'
import { type OwnerHyperparameterName, type OwnerHyperparameters, specOf } from './table.js'
import { formatValue, sameValue, valueArguments } from './value.js'

/** Parameters of {@link planHyperparameters}. */
export interface HyperparametersRequest {
  readonly netuid: number
  /** Coldkey of the subnet's owner. */
  readonly coldkey: string
  readonly wanted: OwnerHyperparameters
  /**
   * Lint rules whose errors do not stop the plan. The chain may still refuse the values.
   * @default none
   */
  readonly accept?: readonly LintRule[] | undefined
}

/** A plan for hyperparameters: the changes to set now, and those that have to wait. */
export interface HyperparametersPlan extends Plan<readonly OwnerHyperparameterName[]> {
  /** All that differ, in the order in which they are set. */
  readonly changes: readonly HyperparameterChange[]
  /** All findings of the lint; errors about changes are also among the problems. */
  readonly findings: readonly Finding[]
  readonly renew: () => Promise<HyperparametersPlan>
}

const schema = optionsOf({
  netuid: parameter.netuid,
  coldkey: parameter.address,
  wanted: z.unknown(),
  accept: z.array(oneOf(...lintRules), { error: 'a list of lint rules' }).optional(),
})

/** A state, and its consequences for the wanted values. */
interface Look {
  readonly state: HyperparameterState
  readonly findings: readonly Finding[]
  readonly changes: readonly HyperparameterChange[]
  /** Those of the changes that the chain takes now. */
  readonly now: readonly OwnerHyperparameterName[]
}

/**
 * Plans to set the declared hyperparameters of a subnet. Sets only those that differ, all in one extrinsic; those that
 * the chain would refuse because of a rate limit or the freeze window have to wait and are listed separately. Throws
 * HYPERPARAMETERS_INVALID, SUBNET_UNKNOWN.
 */
export async function planHyperparameters(
  client: ChainClient,
  request: HyperparametersRequest,
): Promise<HyperparametersPlan> {
  const { netuid, coldkey, accept = [] } = parseOptions(schema, request, 'hyperparameters')
  const wanted = parseHyperparameters(request.wanted, `subnet ${netuid}`)
  const made = await makePlan<Look, readonly OwnerHyperparameterName[]>(client, {
    title: `hyperparameters of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    async read(open) {
      const { block, values } = await open(stateReads(netuid))
      if (!values.exists) throw chainError('SUBNET_UNKNOWN', { netuid })
      return lookAt(wanted, await toState(client, { block, netuid, values }))
    },
    result({ state, changes }, before) {
      // As long as anything differs there is something to plan, be it only to wait for.
      if (before === null) return changes.length === 0 ? [] : null
      const isSet = (name: OwnerHyperparameterName) =>
        sameValue(name, state.values[name], wanted[name] ?? null)
      return before.now.every(isSet) ? before.now : null
    },
    draft({ state, findings, changes, now }) {
      const stopping = findings.filter(
        ({ severity, rule, names }) =>
          severity === 'error' &&
          !accept.includes(rule) &&
          names.some((name) => changes.some((change) => change.name === name)),
      )
      return {
        steps: stopping.length > 0 ? [] : now.map((name) => toStep(netuid, name, wanted)),
        problems: [
          ...ownerProblems({ exists: true, netuid, owner: state.owner, coldkey }),
          ...stopping.map((one) => toProblem(netuid, one)),
        ],
        notes: findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
      }
    },
  })
  const { changes, findings } = made.state
  return { ...made.plan, changes, findings, renew: () => planHyperparameters(client, request) }
}

function lookAt(wanted: OwnerHyperparameters, state: HyperparameterState): Look {
  const findings = lintHyperparameters(wanted, state)
  const changes = toChanges(wanted, state, findings)
  const now = changes.filter(({ waits }) => waits === null).map(({ name }) => name)
  return { state, findings, changes, now }
}

/** Result of {@link applyHyperparameters}. */
export interface AppliedHyperparameters {
  /** Set now, and read back. */
  readonly applied: readonly OwnerHyperparameterName[]
  /** Changes that have to wait, and until which block. */
  readonly waiting: readonly HyperparameterChange[]
}

/**
 * Sets the declared hyperparameters that differ from the chain's, as the owner, and reads them back. Those
 * that have to wait are reported; run it again from their block on. Running it again changes nothing else. Throws
 * HYPERPARAMETERS_INVALID, HYPERPARAMETERS_UNSOUND (an error of the lint), SUBNET_NOT_OWNED, and the
 * errors of {@link runPlan}.
 */
export async function applyHyperparameters(
  client: ChainClient,
  coldkey: Signer,
  request: Omit<HyperparametersRequest, 'coldkey'>,
): Promise<AppliedHyperparameters> {
  const plan = await planHyperparameters(client, { ...request, coldkey: coldkey.address })
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
    description: `sets ${name} to ${formatValue(name, value)}`,
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
