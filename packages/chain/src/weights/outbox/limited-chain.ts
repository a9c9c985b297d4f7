import { type TimeLimit, untilAborted } from '@subnetkit/base'
import type { WeightsChain } from './port.js'

/**
 * A chain of which nobody waits for longer than a limit. Once that is over every call throws the signal's reason, so
 * that steps end where they are: what they have kept before is what a later one goes on from.
 */
export function limitChain(chain: WeightsChain, { signal, leftMs }: TimeLimit): WeightsChain {
  const limited =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      signal.throwIfAborted()
      return untilAborted(call(...args), signal)
    }
  return {
    subject: chain.subject,
    genesis: chain.genesis,
    inclusionDeadlineMs: chain.inclusionDeadlineMs,
    state: limited(chain.state),
    blockTimeMs: limited(chain.blockTimeMs),
    ownRow: limited(chain.ownRow),
    timelockedCommits: limited(chain.timelockedCommits),
    timelockedEpochs: limited(chain.timelockedEpochs),
    revealedIn: limited(chain.revealedIn),
    hasPulse: limited(chain.hasPulse),
    blockAt: limited(chain.blockAt),
    onHead: chain.onHead,
    turn: (work) => chain.turn(work, { signal }),
    sign: limited(chain.sign),
    broadcast: limited(chain.broadcast),
    // The limit ends it, not a deadline of its own: that it is in no block yet is no error.
    track: limited((signed, options) => chain.track(signed, { deadlineMs: leftMs() + 1_000, ...options })),
    find: limited(chain.find),
    isFinal: limited(chain.isFinal),
  }
}
