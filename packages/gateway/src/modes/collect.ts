import type { How, MinerAnswer } from '../routing/question.js'
import type { ModeParameters } from './mode.js'

interface Collect<Answer> extends ModeParameters<Answer> {
  /** Miners that are asked at the same time. */
  readonly count: number
  readonly how: How
  /** Returns true once the answers so far decide; the other calls are then ended. */
  readonly isEnough: (answers: readonly MinerAnswer<Answer>[]) => boolean | Promise<boolean>
}

/** Asks several miners at once. Failures count only if nobody answers. Throws the error of one of them, or the reason of the signal. */
export async function collect<Answer>(parameters: Collect<Answer>): Promise<readonly MinerAnswer<Answer>[]> {
  const { router, question, asking, count, how, isEnough } = parameters
  const decided = new AbortController()
  const signal = AbortSignal.any([asking.signal, decided.signal])
  const answers: MinerAnswer<Answer>[] = []
  let failure: unknown
  async function one(): Promise<void> {
    try {
      const answer = await router.ask(question, { ...asking, signal }, how)
      if (decided.signal.aborted) return
      answers.push(answer)
      if (await isEnough([...answers])) decided.abort()
    } catch (error) {
      if (!decided.signal.aborted) failure ??= error
    }
  }
  const kept = await Promise.all(Array.from({ length: count }, one)).then(() => [...answers])
  asking.signal.throwIfAborted()
  if (kept.length === 0) throw failure
  return kept
}
