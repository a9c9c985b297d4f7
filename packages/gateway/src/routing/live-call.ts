import { onAbort } from '@subnetkit/base'
import type { StreamResult, TextPart } from '@subnetkit/core'
import type { Candidate } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import { type Call, type CallParameters, type EndedCall, endOf, outrun, unsuitableOr } from './call.js'
import { type Failed, failureOf } from './judge.js'
import type { CallEnd } from './miner-state.js'
import type { Asking, CallOutcome, LiveQuestion, Question } from './question.js'
import { createTextFlow } from './text-flow.js'

/** An answer that its miner is still writing. */
export interface LiveAnswer<Answer> {
  readonly miner: Candidate
  /**
   * The text as it comes, for one reader. It ends in an ApiError if the miner breaks off or is not proven, and in the reason of the signal.
   * Holds what comes faster than it is read: the synapse limits its size.
   */
  readonly texts: AsyncIterable<string>
  /** The answer once `texts` has come to its end; null before. */
  whole(): Answer | null
  /** Text that has come so far. */
  textSoFar(): string
  /** Ends the call if it is not over. */
  cancel(): void
}

interface LiveCallParameters<Answer> extends Omit<CallParameters<unknown>, 'question' | 'asking'> {
  readonly question: Pick<Question<unknown>, 'param' | 'isPinned'>
  readonly live: LiveQuestion<Answer>
  readonly asking: Pick<Asking, 'model' | 'onCall' | 'onFault' | 'stop'>
}

/** Starts a call that has its answer with the first part of a text: until then another miner can be asked, and afterwards none. */
export function startLiveCall<Answer>(parameters: LiveCallParameters<Answer>): Call<LiveAnswer<Answer>> {
  const { pool, miner, reason, question, live, asking, clock } = parameters
  const startedAt = clock.now()
  const elapsed = () => clock.now() - startedAt
  const { block } = asking.model.candidates()
  const controller = new AbortController()
  const flow = createTextFlow()
  let [text, hasBegun, isOver] = ['', false, false]
  let letGo = () => {}
  let finish: TextPart['finishReason']
  let whole: Answer | null = null
  let settle: (end: EndedCall<LiveAnswer<Answer>>) => void
  let reject: (error: unknown) => void
  const ended = new Promise<EndedCall<LiveAnswer<Answer>>>((resolve, fail) => {
    settle = resolve
    reject = fail
  })
  pool.began(miner)

  function over(end: CallEnd): void {
    isOver = true
    letGo()
    pool.ended(miner, question.isPinned ? { kind: 'unknown' } : end)
  }
  function cancel(): void {
    if (isOver) return
    const latencyMs = elapsed()
    // Of an answer that its reader has left nothing is known; before its first part, that it is slow.
    over(hasBegun ? { kind: 'unknown' } : { kind: 'outrun', latencyMs })
    controller.abort(outrun())
    asking.onCall({ miner, reason, outcome: 'cancelled', latencyMs, block })
    settle({ outcome: 'cancelled', latencyMs, elapsedMs: latencyMs })
  }
  function leave(): void {
    cancel()
    flow.end(asking.stop.reason)
  }
  function begin(): void {
    hasBegun = true
    const latencyMs = elapsed()
    const answer = { miner, texts: flow, whole: () => whole, textSoFar: () => text, cancel }
    letGo = onAbort(asking.stop, leave)
    settle({ outcome: 'good', answer, latencyMs, elapsedMs: latencyMs })
  }
  function take(chunk: unknown): void {
    const part = live.partOf(chunk)
    text += part.text
    finish = part.finishReason ?? finish
    if (part.text !== '') flow.add(part.text)
    if (!hasBegun && (text !== '' || finish !== undefined)) begin()
  }
  /** Returns why the answer cannot be used; null for one that is whole. */
  async function read(stream: AsyncIterable<unknown>, result: Promise<StreamResult>): Promise<Failed | null> {
    try {
      for await (const chunk of stream) if (!isOver) take(chunk)
      const failure = failureOf(await result)
      if (failure !== null || isOver) return failure
      const end = finish ?? (live.endsItself ? 'stop' : undefined)
      if (end !== undefined) whole = live.answerOf(text, end)
    } catch (error) {
      // A view that throws: the loop has ended the stream.
      if (!isOver) asking.onFault?.(error)
    }
    return whole === null ? { outcome: 'unusable' } : null
  }
  async function run(): Promise<void> {
    const { synapse, input, keepReceived } = live
    const options = { signal: controller.signal, keepReceived }
    const stream = await asking.model.stream!(miner, synapse, input, options)
    const failure = await read(stream, stream.result)
    if (isOver) return
    const result = await stream.result
    const { latencyMs } = result
    const outcome: CallOutcome = failure?.outcome ?? 'good'
    // A stream without chunks may be an answer, too.
    if (failure === null && !hasBegun) begin()
    over(failure === null ? { kind: 'good', latencyMs } : endOf(failure, latencyMs))
    asking.onCall({ miner, reason, outcome, latencyMs, block, exchange: result.exchange })
    flow.end(breakOf(outcome))
    if (failure !== null) settle({ ...failure, latencyMs, elapsedMs: elapsed() })
  }
  run().catch((error: unknown) => {
    if (isOver) return
    over({ kind: 'unknown' })
    reject(unsuitableOr(question, error))
    flow.end(breakOf('unusable'))
  })
  return { ended, cancel }
}

/** The error of an answer of which a client may have the beginning; none for one that is whole. */
function breakOf(outcome: CallOutcome): ApiError | undefined {
  if (outcome === 'good') return undefined
  if (outcome === 'late') return new ApiError('upstream_timeout', 'The miner has stalled within its answer.')
  const message = 'The answer of the miner broke off, or is not what it has signed: discard it.'
  return new ApiError('no_valid_answer', message)
}
