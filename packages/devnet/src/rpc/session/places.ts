/** A number of places that clients share. */
export interface Places {
  readonly limit: number
  /** Takes one, or so many; false when fewer are left, of which none is taken then. */
  take(count?: number): boolean
  release(count?: number): void
}

export function createPlaces(limit: number): Places {
  let taken = 0
  return {
    limit,
    take(count = 1) {
      if (taken + count > limit) return false
      taken += count
      return true
    },
    release(count = 1) {
      taken -= count
    },
  }
}
