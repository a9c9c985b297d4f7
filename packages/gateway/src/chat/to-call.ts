import type { ChatAnswer, ChatRequest, ChatView } from '@subnetkit/core'
import type { ViewCall } from '../answer/view-call.js'
import type { GatewayModel } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import type { ChatCall } from '../wire/parse-chat.js'
import { tokensOf } from '../wire/tokens.js'

/** The call that a chat request is, by the view of its model. Throws ApiError for one that is too long, or a model without a chat. */
export function toCall({ id, views: { chat: view } }: GatewayModel, call: ChatCall): ViewCall<ChatAnswer> {
  if (view === undefined) {
    const message = `The model ${id} does not chat. GET /v1/models lists what each model does.`
    throw new ApiError('invalid_value', message, { param: 'model' })
  }
  const request = requestOf(view, call)
  return {
    question: {
      ...{ synapse: view.synapse, input: view.toInput(request), param: 'messages' },
      prompt: call.messages.at(-1)!.content,
      read(output) {
        const answer = view.toAnswer(output)
        return call.check === null || call.check(answer.content) === null ? answer : null
      },
    },
    n: call.n,
    promptTokens: call.messages.reduce((sum, { content }) => sum + tokensOf(content), 0),
    maxTokens: request.maxTokens,
    tokensOf: ({ content }) => tokensOf(content),
  }
}

/** The request as the view takes it. */
function requestOf(view: ChatView, { messages, sampling, maxTokens }: ChatCall): ChatRequest {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0)
  if (characters > view.maxCharacters) {
    const message = `The messages have ${characters} characters; this model reads ${view.maxCharacters}.`
    throw new ApiError('context_length_exceeded', message, { param: 'messages' })
  }
  return { messages, maxTokens: Math.min(maxTokens ?? view.maxTokens, view.maxTokens), ...sampling }
}
