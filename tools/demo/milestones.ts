import type { ValidatorEvent } from 'subnetkit'

type Milestone = 'folded' | 'weighted'

interface Waiter {
  readonly milestone: Milestone
  readonly round: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Turns events into promises: the highest round that reached each milestone, why a round never will, and the waiters
 * for it.
 */
export function createMilestones() {
  const reached: Record<Milestone, number> = { folded: -1, weighted: -1 }
  const failed = new Map<number, string>()
  const waiting = new Set<Waiter>()

  function settle(): void {
    for (const waiter of waiting) {
      const reason = failed.get(waiter.round)
      if (reached[waiter.milestone] >= waiter.round) waiter.resolve()
      else if (reason !== undefined) waiter.reject(new Error(reason))
      else continue
      waiting.delete(waiter)
    }
  }
  function note(event: ValidatorEvent): void {
    if (event.kind === 'round-folded') reached.folded = Math.max(reached.folded, event.round)
    if (event.kind === 'weights-set') reached.weighted = Math.max(reached.weighted, event.round)
    if (event.kind === 'round-skipped')
      failed.set(event.round, `round ${event.round} was skipped: ${event.reason}`)
    if (event.kind === 'weights-refused')
      failed.set(event.round, `weights of round ${event.round}: ${event.reason}`)
    // A miner that could not be queried affects only itself; its round continues.
    const step =
      event.kind === 'step-failed' && event.final ? /^(?:fold|weights)-(\d+)$/.exec(event.step) : null
    if (step && event.kind === 'step-failed')
      failed.set(Number(step[1]), `${event.step} gave up: ${event.reason}`)
  }
  return {
    reach: (milestone: Milestone, round: number) =>
      new Promise<void>((resolve, reject) => {
        waiting.add({ milestone, round, resolve, reject })
        settle()
      }),
    observe(event: ValidatorEvent): void {
      note(event)
      settle()
    },
  }
}
