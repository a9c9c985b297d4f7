import type { Finding, LintRule } from './finding.js'
import { changedNames } from './lint.js'
import { orderChanges } from './order.js'
import type { HyperparameterState } from './state.js'
import type { OwnerHyperparameterName, OwnerHyperparameters } from './table.js'
import { formatValue } from './value.js'

/** One value that differs from the chain's. */
export interface HyperparameterChange {
  readonly name: OwnerHyperparameterName
  readonly from: string
  readonly to: string
  /** Why it has to wait, and until which block; null when it is set now. */
  readonly waits: { readonly reason: string; readonly retryBlock: number | null } | null
}

/** Changes in the order in which they are set, and those that have to wait according to the lint. */
export function toChanges(
  wanted: OwnerHyperparameters,
  state: HyperparameterState,
  findings: readonly Finding[],
): HyperparameterChange[] {
  const changes: HyperparameterChange[] = []
  const waitsOf = (name: OwnerHyperparameterName) => changes.find((change) => change.name === name)?.waits
  for (const { name, after } of orderChanges(changedNames(wanted, state), wanted, state)) {
    const own = findings
      .filter(({ rule, names }) => isTiming(rule) && names.includes(name))
      .map(({ message, retryBlock }) => ({ reason: message, retryBlock }))
    const needed = after.flatMap((other) => {
      const waits = waitsOf(other)
      return waits ? [{ reason: `${other} has to be set first`, retryBlock: waits.retryBlock }] : []
    })
    const waits = latest([...own, ...needed])
    const [from, to] = [state.values[name] ?? null, wanted[name] ?? null]
    changes.push({ name, from: formatValue(name, from), to: formatValue(name, to), waits })
  }
  return changes
}

const isTiming = (rule: LintRule) => rule === 'rate-limit' || rule === 'freeze-window'

type Waits = NonNullable<HyperparameterChange['waits']>

/** Of several reasons to wait, the one that lasts. */
function latest(reasons: readonly Waits[]): Waits | null {
  const until = ({ retryBlock }: Waits) => retryBlock ?? Number.POSITIVE_INFINITY
  return [...reasons].sort((left, right) => until(right) - until(left))[0] ?? null
}
