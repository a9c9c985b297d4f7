import type { ChatMessage } from '@subnetkit/core'
import { ApiError } from './api-error.js'
import { type ChatFields, chatFields, harmless } from './chat-fields.js'
import { objectOf, parseBody, refuseAbove, refuseFields, withoutNulls } from './parse-body.js'
import { type GivenTools, parseCalls } from './parse-tools.js'
import { type AnswerCheck, parseResponseFormat } from './response-format.js'
import { type Sampling, samplingOf } from './sampling-fields.js'

/** A request for a chat completion, as the rest of the gateway takes it. */
export interface ChatCall {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  /** As the client asked, or undefined; the model's own limit comes on top. */
  readonly maxTokens: number | undefined
  readonly sampling: Sampling
  readonly n: number
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly check: AnswerCheck | null
  /** Parsed for a model that takes tools. */
  readonly given: GivenTools
  /** Fields without effect here. */
  readonly ignored: readonly string[]
}

/** Answers to one request, by as many miners. */
export const mostChoices = 8

/** Parses the body of a request. Throws ApiError with the field. */
export function parseChat(body: unknown): ChatCall {
  const { fields, ignored } = parseBody(withPlainMessages(body), chatFields, harmless)
  const isFilled = (name: string) => Array.isArray(fields[name]) && (fields[name] as unknown[]).length > 0
  refuseFields({
    functions: isFilled('functions'),
    logprobs: fields.logprobs === true,
    top_logprobs: (fields.top_logprobs ?? 0) > 0,
    audio: fields.audio !== undefined,
    modalities: Array.isArray(fields.modalities) && fields.modalities.includes('audio'),
    web_search_options: fields.web_search_options !== undefined,
  })
  refuseAbove('n', fields.n ?? 1, mostChoices)
  return {
    model: fields.model,
    messages: fields.messages.map(toMessage),
    maxTokens: fields.max_completion_tokens ?? fields.max_tokens,
    sampling: samplingOf(fields),
    n: fields.n ?? 1,
    stream: fields.stream ?? false,
    includeUsage: fields.stream_options?.include_usage ?? false,
    check: parseResponseFormat(fields.response_format),
    given: fields,
    ignored,
  }
}

/** An explicit null means absent inside of a message, too. */
function withPlainMessages(body: unknown): object {
  const { messages, ...rest } = objectOf(body)
  if (!Array.isArray(messages)) return { messages, ...rest }
  const plain = messages.map((one) => (typeof one === 'object' && one !== null ? withoutNulls(one) : one))
  return { messages: plain, ...rest }
}

function toMessage(given: ChatFields['messages'][number], at: number): ChatMessage {
  const roles = { developer: 'system', function: 'tool' } as const
  const { role, content, tool_calls: calls = [], tool_call_id: toolCallId } = given
  const toolCalls = role === 'assistant' ? parseCalls(calls, `messages[${at}].tool_calls`) : []
  return {
    role: role === 'developer' || role === 'function' ? roles[role] : role,
    content: textOf(content, `messages[${at}].content`, role),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(toolCallId !== undefined && { toolCallId }),
  }
}

function textOf(content: ChatFields['messages'][number]['content'], param: string, role: string): string {
  if (typeof content === 'string') return content
  if (content === undefined) {
    // The model asked for a tool, and said nothing.
    if (role === 'assistant') return ''
    throw new ApiError('invalid_value', `${param} must be a text or an array of parts.`, { param })
  }
  return content
    .map((part, at) => {
      if ((part.type === 'text' || part.type === 'refusal') && typeof part.text === 'string') return part.text
      const message = `${param}[${at}] has the type ${JSON.stringify(part.type)}: this model reads text only.`
      throw new ApiError('unsupported_parameter', message, { param: `${param}[${at}]` })
    })
    .join('')
}
