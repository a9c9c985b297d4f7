/** A number of places that clients share. */
export interface Places {
  readonly limit: number
  /** Takes one; false when none is left. */
  take(): boolean
  release(): void
}

export function createPlaces(limit: number): Places {
  let taken = 0
  return {
    limit,
    take() {
      if (taken >= limit) return false
      taken++
      return true
    },
    release() {
      taken--
    },
  }
}
