/** Something to wait at: rung by news, and by time when there are none. */
export interface Bell {
  /** Ends the wait, or the next one when nobody waits. */
  ring(): void
  heard(): Promise<void>
}

/** A bell that rings by itself `everyMs` after somebody begins to wait. */
export function createBell(everyMs: number): Bell {
  let rung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      rung = true
      wake?.()
    },
    async heard() {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, everyMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = null
      }
      rung = false
    },
  }
}
