import { type LintRule, lintHyperparameters, type OwnerHyperparameters } from '@subnetkit/chain'
import { CliError } from '../../output/failure.js'

/** Refuses hyperparameters that would hurt, before anything is paid. Throws HYPERPARAMETERS_UNSOUND. */
export function refuseUnsound(path: string, wanted: OwnerHyperparameters, accept: readonly LintRule[]): void {
  const errors = lintHyperparameters(wanted).filter(
    ({ severity, rule }) => severity === 'error' && !accept.includes(rule),
  )
  const [first] = errors
  if (first === undefined) return
  const { names, message, fix, rule } = first
  throw new CliError(
    'HYPERPARAMETERS_UNSOUND',
    `${path}: ${names.join(', ')}: ${message}`,
    `${fix}; or take it knowingly: --accept ${rule}`,
    { findings: errors },
  )
}
