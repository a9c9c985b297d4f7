/** Counters that a session has used, so that each is accepted once while requests may overtake each other. */
export interface ReplayWindow {
  /** Accepts a counter and remembers it; false when it was used or is too far behind the highest. */
  accept(counter: number): boolean
}

/** Size of the window: counters this far behind the highest are refused. */
export const replayWindowSize = 1_024

export function createReplayWindow(): ReplayWindow {
  // The counter that each slot saw last: a slot is free for a counter that is larger by a multiple of the size.
  const slots = new Float64Array(replayWindowSize)
  let highest = 0
  return {
    accept(counter) {
      const slot = counter % replayWindowSize
      if (counter <= highest - replayWindowSize || slots[slot]! >= counter) return false
      slots[slot] = counter
      highest = Math.max(highest, counter)
      return true
    },
  }
}
