import { type LintRule, lintHyperparameters, type OwnerHyperparameters } from '@subnetkit/chain'
import { failureOf } from '../../output/failure.js'

/** Refuses hyperparameters that would hurt, before anything is paid. Throws HYPERPARAMETERS_UNSOUND. */
export function refuseUnsound(path: string, wanted: OwnerHyperparameters, accept: readonly LintRule[]): void {
  const errors = lintHyperparameters(wanted).filter(
    ({ severity, rule }) => severity === 'error' && !accept.includes(rule),
  )
  const [first] = errors
  if (first === undefined) return
  const { names, message, fix, rule } = first
  throw failureOf(
    {
      code: 'HYPERPARAMETERS_UNSOUND',
      message: `${path}: ${names.join(', ')}: ${message}`,
      fix: `${fix.replace(/\.$/, '')}, or accept it with --accept ${rule}.`,
    },
    { findings: errors },
  )
}
