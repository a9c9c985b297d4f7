import type { Pairing } from './duels.js'

/**
 * Finds the entries that cannot be compared: more than half of their comparisons fail, and the others in those that fail are
 * compared elsewhere without trouble. Comparisons that fail for another reason, such as a judge that is down, make no entry
 * unfit. Never half of the entries: then what compares them is at fault.
 */
export function findUnfit(succeeded: ArrayLike<number>, failures: readonly Pairing[]): ReadonlySet<number> {
  const unfit = new Set<number>()
  let open = failures
  for (;;) {
    const failed = countFailures(succeeded.length, open)
    const isSound = (at: number) => succeeded[at]! > 0 && succeeded[at]! >= failed[at]!
    const besideSound = countEach(succeeded.length, open, isSound)
    const found = [...failed.keys()].filter(
      (at) => failed[at]! > succeeded[at]! && besideSound[at]! * 2 >= failed[at]!,
    )
    if (found.length === 0) return unfit.size * 2 < succeeded.length ? unfit : new Set()
    for (const at of found) unfit.add(at)
    open = open.filter((pairing) => !pairing.some((at) => unfit.has(at)))
  }
}

/** Failures of each entry. */
export const countFailures = (count: number, failures: readonly Pairing[]) =>
  countEach(count, failures, () => true)

/** Pairings of each entry in which the other one holds. */
function countEach(count: number, pairings: readonly Pairing[], holds: (other: number) => boolean) {
  const counts = new Uint32Array(count)
  for (const [one, other] of pairings) {
    if (holds(other)) counts[one]! += 1
    if (holds(one)) counts[other]! += 1
  }
  return counts
}
