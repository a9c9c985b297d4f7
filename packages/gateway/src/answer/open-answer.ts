import type { Selection } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import type { LiveAnswer } from '../routing/live-call.js'
import type { Asking, MinerCall } from '../routing/question.js'
import type { Answered } from './answer-all.js'
import type { ViewCall } from './view-call.js'

/** An answer of one miner that is still being written. */
export interface OpenedAnswer<Answer> extends Pick<LiveAnswer<Answer>, 'texts' | 'miner'> {
  /** Miners that were asked until its first part, this one among them. */
  readonly asked: number
  /** The part of the answer that has come. */
  soFar(): Answer
  /** Everything that miners gave, once `texts` has come to its end. */
  answered(): Answered<Answer>
  cancel(): void
}

interface OpenParameters<Answer> extends Pick<Asking, 'stop' | 'onCompared' | 'onFault'> {
  readonly selection: Selection
  readonly call: ViewCall<Answer>
  /** Called for each call of a miner that has ended. */
  readonly onCall: (call: MinerCall) => void
}

/** Returns true for a call that is answered part by part, if its client wants that. */
export const isLive = (
  { model, mode }: Selection,
  { live, n }: Pick<ViewCall<unknown>, 'live' | 'n'>,
): boolean => n === 1 && live !== undefined && model.stream !== undefined && mode.open !== undefined

/** Asks a miner for an answer that is passed on as it comes. The call has to be live. Throws ApiError. */
export async function openAnswer<Answer>(
  { router, meter }: Pick<GatewayParts, 'router' | 'meter'>,
  { selection: { model, mode }, call, onCall, ...given }: OpenParameters<Answer>,
): Promise<OpenedAnswer<Answer>> {
  const calls: MinerCall[] = []
  const asking = {
    model,
    asked: new Set<string>(),
    ...given,
    onCall(ended: MinerCall) {
      calls.push(ended)
      meter.called(ended)
      onCall(ended)
    },
  }
  const { question } = call
  const live = call.live!
  const opened = await mode.open!({ router, question, live, asking })
  const { miner, texts, whole, textSoFar, cancel } = opened.answer
  return {
    miner,
    texts,
    cancel,
    soFar: () => live.answerOf(textSoFar(), 'length'),
    asked: asking.asked.size,
    answered() {
      const answer = whole()
      if (answer === null) throw new Error('an answer that is not whole')
      return { choices: [{ answer, by: [miner], paid: [answer] }], paid: [answer], calls }
    },
  }
}
