import type { Finding, LintCheck, LintContext } from './finding.js'
import { newSubnet } from './new-subnet-state.js'
import { boundsRules } from './rules/bounds.js'
import { incentiveRules } from './rules/incentive.js'
import { mechanismRules } from './rules/mechanisms.js'
import { switchRules } from './rules/switches.js'
import { timingRules } from './rules/timing.js'
import type { HyperparameterState } from './state.js'
import type { HyperparameterName, HyperparameterValue, OwnerHyperparameters } from './table.js'
import { sameValue } from './value.js'

const checks: readonly LintCheck[] = [
  ...boundsRules,
  ...mechanismRules,
  ...incentiveRules,
  ...switchRules,
  ...timingRules,
]

/**
 * Finds values that the chain refuses, combinations that hurt a subnet, and changes that have to wait, assuming that
 * `wanted` is set. If `wanted` is empty it checks the subnet as it is; without a subnet, one that was just created.
 * Errors come first.
 */
export function lintHyperparameters(
  wanted: OwnerHyperparameters,
  state: HyperparameterState = newSubnet,
): readonly Finding[] {
  const context: LintContext = {
    wanted,
    state,
    changed: changedNames(wanted, state),
    value: <Name extends HyperparameterName>(name: Name) =>
      ((wanted as Record<string, unknown>)[name] ?? state.values[name]) as
        | HyperparameterValue<Name>
        | undefined,
  }
  const found = checks.flatMap((check) => check(context))
  return [...found.filter(isError), ...found.filter((one) => !isError(one))]
}

/** The names in `wanted` whose values differ from the chain's. */
export function changedNames(
  wanted: OwnerHyperparameters,
  { values }: Pick<HyperparameterState, 'values'>,
): (keyof OwnerHyperparameters)[] {
  return (Object.keys(wanted) as (keyof OwnerHyperparameters)[]).filter((name) => {
    const value = wanted[name]
    return value !== undefined && !sameValue(name, values[name], value)
  })
}

const isError = ({ severity }: Finding) => severity === 'error'
