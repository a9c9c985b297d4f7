/** Cuts a text that comes in pieces at the first of some stop texts. */
export interface Stopper {
  /** True once a stop text has come. */
  readonly stopped: boolean
  /** Takes in a piece, and returns what cannot be part of a stop text any more. */
  push(piece: string): string
  /** Returns what was held back. */
  flush(): string
}

export function createStopper(stop: readonly string[]): Stopper {
  // Of a stop text, all but its last character may have come without it being complete.
  const longest = Math.max(0, ...stop.map((text) => text.length - 1))
  let held = ''
  let stopped = false
  return {
    get stopped() {
      return stopped
    },
    push(piece) {
      if (stopped) return ''
      const text = held + piece
      const places = stop.map((ending) => text.indexOf(ending)).filter((place) => place >= 0)
      if (places.length > 0) {
        stopped = true
        held = ''
        return text.slice(0, Math.min(...places))
      }
      const sure = Math.max(0, text.length - longest)
      held = text.slice(sure)
      return text.slice(0, sure)
    },
    flush() {
      const rest = held
      held = ''
      return rest
    },
  }
}
