import type { TextPart, TextStream } from '@subnetkit/core'
import type { LiveQuestion } from '../routing/question.js'

/** The question to the synapse with which a view streams. */
export const liveOf = <Request, Answer>(
  stream: TextStream<Request>,
  request: Request,
  answerOf: (text: string, finishReason: NonNullable<TextPart['finishReason']>) => Answer,
): LiveQuestion<Answer> => ({
  synapse: stream.synapse,
  input: stream.toInput(request),
  answerOf,
  partOf: (chunk) => stream.toPart(chunk, request),
})
