import { findCopiers } from './copiers.js'
import type { ColludingPairFinding, WatchFinding, WeightCopierFinding } from './finding.js'
import { createHistory } from './history.js'
import { findLazy } from './lazy.js'
import { findColludingPairs, findSelfDealing } from './over-weighting.js'
import type { WatchSnapshot } from './snapshot.js'

/**
 * Looks for weight copiers, lazy validators, self-dealing and colluding pairs in the epochs of a subnet, one snapshot for each
 * epoch. Every rule and its rate of false alarms is in docs/watch.md. Findings inform; they punish nobody: each is a pattern
 * that honest validators rarely show, with the numbers it rests on. The order is that of their blocks.
 */
export function watchValidators(snapshots: readonly WatchSnapshot[]): readonly WatchFinding[] {
  const history = createHistory(snapshots)
  const copiers = findCopiers(history)
  const pairs = findColludingPairs(history).filter((pair) => !isExplainedBy(copiers, pair))
  const found = [...copiers, ...findLazy(history), ...findSelfDealing(history), ...pairs]
  return found.sort((one, other) => one.foundBlock - other.foundBlock)
}

/** A copier favours what its source favours: that is no collusion, least of all of the one that was copied. */
function isExplainedBy(copiers: readonly WeightCopierFinding[], pair: ColludingPairFinding): boolean {
  if (pair.link === 'coldkey') return false
  return pair.validators.some(({ hotkey }) =>
    copiers.some(({ validators }) => validators.some((copier) => copier.hotkey === hotkey)),
  )
}
