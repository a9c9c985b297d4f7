import type { HyperparameterState } from './state.js'
import type { HyperparameterName, HyperparameterValue, OwnerHyperparameters } from './table.js'

/** Rules of the lint. */
export const lintRules = [
  'unavailable',
  'bounds',
  'burn-range',
  'uids-per-mechanism',
  'emission-split',
  'alpha-values',
  'immunity',
  'weights-rate',
  'min-weights',
  'activity',
  'reveal-period',
  'commit-reveal-switch',
  'version-key',
  'rate-limit',
  'freeze-window',
  'freeze-tempo',
] as const

/** One of {@link lintRules}. */
export type LintRule = (typeof lintRules)[number]

/** Finding of the lint about hyperparameters. */
export interface Finding {
  readonly rule: LintRule
  /** Errors are refused by the chain or break the subnet; warnings are for the owner to judge. */
  readonly severity: 'error' | 'warning'
  /** The hyperparameters that it is about. */
  readonly names: readonly HyperparameterName[]
  /** Problem, in one sentence with its numbers. */
  readonly message: string
  /** Fix: an imperative sentence. */
  readonly fix: string
  /** First block in which the chain takes the change, where it only has to wait. */
  readonly retryBlock: number | null
}

/** Input of a rule. */
export interface LintContext {
  readonly wanted: OwnerHyperparameters
  readonly state: HyperparameterState
  /** Values once all changes are set; undefined for those that the runtime does not have. */
  value<Name extends HyperparameterName>(name: Name): HyperparameterValue<Name> | undefined
  /** Those whose wanted value differs from the present one. */
  readonly changed: readonly (keyof OwnerHyperparameters)[]
}

/** One rule, or a family of them. */
export type LintCheck = (context: LintContext) => readonly Finding[]

/** Makes a finding; without anything else an error that does not pass by itself. */
export function finding(
  rule: LintRule,
  names: readonly HyperparameterName[],
  message: string,
  fix: string,
  rest: Partial<Pick<Finding, 'severity' | 'retryBlock'>> = {},
): Finding {
  return { rule, severity: 'error', names, message, fix, retryBlock: null, ...rest }
}
