import type { Clock } from '@subnetkit/base'
import type { SupervisorPorts } from './ports.js'

/** Ends in the time after its update with which a release has failed. */
const mostEnds = 5

/** Watch over a release that has proven itself, for the time in which the one before may come back. */
export interface Probation {
  /** Counts an unrequested end. */
  ended(): void
  /** Begins the way back once it has ended too often; returns the reason, or null. */
  judge(): Promise<string | null>
}

/** Watches the current release of a journal: what proves itself and then ends again and again is a bad build as well. */
export function createProbation(
  { journal, watchChain }: Pick<SupervisorPorts, 'journal' | 'watchChain'>,
  clock: Clock,
): Probation {
  let unnoted = 0

  return {
    ended() {
      // During an update it is the new release that ends, which `prove` counts.
      if (journal.state.step === null && journal.state.probation !== null) unnoted++
    },
    async judge() {
      const { probation, current, previous } = journal.state
      if (probation === null) {
        unnoted = 0
        return null
      }
      if (clock.date() >= probation.until) {
        await journal.change({ probation: null })
        return null
      }
      if (unnoted === 0) return null
      const ends = probation.ends + unnoted
      if (ends < mostEnds || current === null || previous === null) {
        await journal.change({ probation: { ...probation, ends } })
        unnoted = 0
        return null
      }
      const chain = watchChain()
      const head = await chain.head()
      await chain.close()
      const reason = `it ended ${ends} times after it had proven itself`
      await journal.change({
        ...{ current: previous, previous: null, probation: null },
        step: {
          ...{ kind: 'returning', target: current, from: previous, head, failing: [] },
          ...{ since: clock.date(), deadline: null, resumed: 0, request: null },
          shortfall: { reason, isOwn: head !== null },
        },
      })
      unnoted = 0
      return reason
    },
  }
}
