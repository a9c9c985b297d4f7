/** Limits how many rounds a coordinator plans in its life. */
export interface RoundLimit {
  /** True while another round may be planned. */
  readonly isOpen: boolean
  /** Reserves a place for the plan of a round; false if there is none left. A round keeps its place between attempts. */
  take(round: number): boolean
  /** Keeps the place of a round that was planned. */
  keep(round: number): void
  /** Gives the place of a round back, unless it was planned. */
  release(round: number): void
}

/** Without `most` there is no limit. */
export function createRoundLimit(most: number | undefined): RoundLimit {
  const [taken, kept] = [new Set<number>(), new Set<number>()]
  const isOpen = () => most === undefined || taken.size < most
  return {
    get isOpen() {
      return isOpen()
    },
    take(round) {
      if (!taken.has(round) && !isOpen()) return false
      // Without a limit the rounds of a long life would add up.
      if (most !== undefined) taken.add(round)
      return true
    },
    keep(round) {
      if (most !== undefined) kept.add(round)
    },
    release(round) {
      if (!kept.has(round)) taken.delete(round)
    },
  }
}
