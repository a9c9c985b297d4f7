import { stopWith } from '@subnetkit/base'
import { outrun } from '../routing/call.js'
import type { How, MinerAnswer } from '../routing/question.js'
import type { ModeParameters } from './mode.js'

interface Collect<Answer> extends ModeParameters<Answer> {
  /** Miners that are asked at the same time. */
  readonly count: number
  readonly how: How
  /**
   * Returns true once the answers so far decide, beside what those miners might say that have yet to answer, whose skills it gets; the
   * other calls are then ended.
   */
  readonly isEnough: (
    answers: readonly MinerAnswer<Answer>[],
    missing: readonly number[],
  ) => boolean | Promise<boolean>
}

/** Asks several miners at once. Failures count only if nobody answers. Throws the error of one of them, or the reason of the signal. */
export async function collect<Answer>(parameters: Collect<Answer>): Promise<readonly MinerAnswer<Answer>[]> {
  const { router, question, asking, count, how, isEnough } = parameters
  /** Ends the calls that are not needed. */
  using decided = stopWith(asking.stop)
  const answers: MinerAnswer<Answer>[] = []
  /** Skills of those that have yet to answer, by turn. */
  const missing = new Map(Array.from({ length: count }, (_, turn) => [turn, 1]))
  let failure: unknown
  async function one(_: unknown, turn: number): Promise<void> {
    const onAsked = (skill: number) => void missing.set(turn, skill)
    try {
      const answer = await router.ask(question, { ...asking, stop: decided }, { ...how, onAsked })
      if (decided.aborted) return
      answers.push(answer)
    } catch (error) {
      if (decided.aborted) return
      failure ??= error
    }
    missing.delete(turn)
    if (answers.length > 0 && (await isEnough([...answers], [...missing.values()]))) decided.abort(outrun())
  }
  const kept = await Promise.all(Array.from({ length: count }, one)).then(() => [...answers])
  asking.stop.throwIfAborted()
  if (kept.length === 0) throw failure
  return kept
}
