import { type TimeLimit, untilAborted } from '@subnetkit/base'
import type { WeightsChain } from './weights-chain.js'

/** Calls that end with the limit; by name, so that a chain may be an object of any kind. */
const timed = [
  ...(['state', 'blockTimeMs', 'ownRow', 'timelockedCommits', 'timelockedEpochs', 'revealedIn'] as const),
  ...(['hasPulse', 'blockAt', 'sign', 'broadcast', 'isFinal'] as const),
]
type Timed = (typeof timed)[number]
type Untimed = Exclude<keyof WeightsChain, Timed>

/**
 * Wraps a chain so that no call takes longer than a limit. After it, every call throws the signal's reason, so that
 * steps end where they are; a later one resumes from the stored stage.
 */
export function withTimeLimit(chain: WeightsChain, { signal, leftMs }: TimeLimit): WeightsChain {
  const limit =
    (name: Timed) =>
    async (...given: unknown[]): Promise<unknown> => {
      signal.throwIfAborted()
      return untilAborted((chain[name] as (...of: unknown[]) => Promise<unknown>)(...given), signal)
    }
  const limited = Object.fromEntries(timed.map((name) => [name, limit(name)])) as Pick<WeightsChain, Timed>
  const rest: Pick<WeightsChain, Untimed> = {
    subject: chain.subject,
    genesis: chain.genesis,
    inclusionDeadlineMs: chain.inclusionDeadlineMs,
    onHead: (listener) => chain.onHead(listener),
    turn: (work) => chain.turn(work, { signal }),
    async track(signed, options) {
      signal.throwIfAborted()
      // Ended by the limit, not by its own deadline: not being in a block yet is not an error.
      return untilAborted(chain.track(signed, { deadlineMs: leftMs() + 1_000, ...options }), signal)
    },
  }
  return { ...rest, ...limited }
}
