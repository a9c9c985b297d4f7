import type { ChatAnswer, ChatMessage, ChatRequest, ChatView } from '@subnetkit/core'
import { liveOf } from '../answer/live-of.js'
import type { ViewCall } from '../answer/view-call.js'
import { viewOf } from '../answer/view-of.js'
import type { GatewayModel } from '../model.js'
import { gistOfText } from '../modes/gist.js'
import { synthesisOf } from '../modes/synthesis.js'
import { ApiError } from '../wire/api-error.js'
import { checkCalls } from '../wire/check-calls.js'
import { refuseFields } from '../wire/parse-body.js'
import type { ChatCall } from '../wire/parse-chat.js'
import { type OfferedTools, parseTools } from '../wire/parse-tools.js'
import { seeded } from '../wire/seeded.js'
import { tokensOf } from '../wire/tokens.js'

/**
 * The call that a chat request is, by the view of its model; `param` names the field of its messages. Throws ApiError for one that is too long, or a model
 * without a chat.
 */
export function toCall(model: GatewayModel, call: ChatCall, param = 'messages'): ViewCall<ChatAnswer> {
  const view = viewOf(model, 'chat')
  const offered = offeredTo(view, call)
  const request = requestOf(view, call, offered, param)
  return {
    question: {
      synapse: view.synapse,
      input: view.toInput(request),
      param,
      prompt: call.messages.at(-1)!.content,
      read(output) {
        const answer = view.toAnswer(output, request)
        // Tools that were not offered are a fault of the miner. Those that were are the client's own.
        return offered === null && answer !== null ? checkCalls(answer, null) : answer
      },
      fit(given) {
        const answer = offered === null ? given : checkCalls(given, offered)
        if (answer === null || call.check === null || answer.toolCalls !== undefined) return answer
        return call.check(answer.content) === null ? answer : null
      },
      isChecked: call.check !== null,
      // Tools and forms are the client's own.
      ...(offered === null && call.check === null && { replay: { view: 'chat', request } }),
      ...synthesisOf(view, request, ({ content, toolCalls = [] }) =>
        gistOfText(toolCalls.length > 0 ? JSON.stringify([content, toolCalls]) : content),
      ),
    },
    // A schema or a call of a tool has to be seen whole.
    live:
      view.stream === undefined || call.check !== null || offered !== null
        ? undefined
        : liveOf(view.stream, request, (content, finishReason) => ({ content, finishReason })),
    n: call.n,
    promptTokens: tokensOf(textOf(request)),
    maxTokens: request.maxTokens,
    tokensOf: ({ content, toolCalls }) =>
      tokensOf(content) + (toolCalls ? tokensOf(JSON.stringify(toolCalls)) : 0),
  }
}

/** Tools of a request, for a view that takes them. */
function offeredTo(view: ChatView, { given }: ChatCall): OfferedTools | null {
  if (view.tools) return parseTools(given)
  refuseFields({ tools: (given.tools ?? []).length > 0 })
  return null
}

/** The request as the view takes it. */
function requestOf(
  view: ChatView,
  { messages, sampling, maxTokens }: ChatCall,
  offered: OfferedTools | null,
  param: string,
): ChatRequest {
  const request: ChatRequest = {
    messages: view.tools ? messages : messages.map(withoutCalls),
    maxTokens: Math.min(maxTokens ?? view.maxTokens, view.maxTokens),
    ...seeded(sampling),
    ...(offered !== null && { tools: offered.tools, toolChoice: offered.choice }),
  }
  const { length } = textOf(request)
  if (length <= view.maxCharacters) return request
  const message = `The messages have ${length} characters; this model reads ${view.maxCharacters}.`
  throw new ApiError('context_length_exceeded', message, { param })
}

const withoutCalls = ({ role, content }: ChatMessage): ChatMessage => ({ role, content })

/** Everything in a request that a miner reads. */
const textOf = ({ messages, tools = [] }: ChatRequest): string =>
  [
    ...messages.map(({ content, toolCalls }) => content + (toolCalls ? JSON.stringify(toolCalls) : '')),
    ...tools.map((tool) => JSON.stringify(tool)),
  ].join('')
