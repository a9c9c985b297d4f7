/** A piece of work that shares the event loop with others. */
export interface Job {
  /** Number of turns that it has had. */
  turns: number
}

/** Shares the event loop between pieces of work, in turns of limited time. */
export interface Turns {
  /** Returns true once the time of the current turn is over, for everybody together. */
  isOver(): boolean
  /** Waits for the next turn. Of all that wait, the one with the fewest turns goes first, and only one goes at a time. */
  next(job: Job): Promise<void>
}

interface TurnsParts {
  readonly sliceMs: number
  readonly now: () => number
  /** Runs a callback once other events had their turn. */
  readonly defer: (callback: () => void) => unknown
}

/** Creates turns. Many immediates run in one iteration of the loop: therefore one object hands out all turns. */
export function createTurns({ sliceMs, now, defer }: TurnsParts): Turns {
  const waiting: { readonly job: Job; readonly go: () => void }[] = []
  let isStarted = false
  let endsAt = 0

  function start(): void {
    isStarted = true
    endsAt = now() + sliceMs
    defer(end)
  }

  function end(): void {
    isStarted = false
    let first = 0
    for (let at = 1; at < waiting.length; at += 1) {
      if (waiting[at]!.job.turns < waiting[first]!.job.turns) first = at
    }
    const [chosen] = waiting.splice(first, 1)
    if (chosen === undefined) return
    start()
    chosen.job.turns += 1
    chosen.go()
  }

  return {
    isOver() {
      if (isStarted) return now() >= endsAt
      start()
      return false
    },
    next(job) {
      if (!isStarted) start()
      return new Promise((resolve) => {
        waiting.push({ job, go: resolve })
      })
    },
  }
}

/** The turns of this process: parsing and validation of what peers sent never hold the loop longer. */
export const turns: Turns = createTurns({
  sliceMs: 3,
  now: () => performance.now(),
  defer: (callback) => setImmediate(callback),
})
