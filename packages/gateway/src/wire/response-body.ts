import type { ChatAnswer } from '@subnetkit/core'
import { type ApiError, toApiError } from './api-error.js'
import { createPieces, cut, wellFormed } from './cut-text.js'
import type { ResponsesCall } from './parse-responses.js'
import type { StreamFormat } from './stream-format.js'
import type { Usage } from './tokens.js'

/** A response of one message. */
export interface TextResponse {
  /** Of the response and its message, after their prefixes. */
  readonly id: string
  /** Seconds since the epoch. */
  readonly created: number
  readonly call: ResponsesCall
  readonly answer: ChatAnswer
  readonly usage: Usage
}

/** Reasons for which an answer is not complete. */
const reasons: Readonly<Record<string, string>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
}

/** The body of a response that is not streamed. */
export const responseBody = (response: TextResponse) => {
  const reason = reasons[response.answer.finishReason]
  return {
    ...headOf(response),
    status: reason === undefined ? 'completed' : 'incomplete',
    completed_at: reason === undefined ? response.created : null,
    incomplete_details: reason === undefined ? null : { reason },
    output: [messageOf(response)],
    usage: usageOf(response.usage),
  }
}

const headOf = ({ id, created, call, usage }: Omit<TextResponse, 'answer'>) => ({
  ...{ id: `resp_${id}`, object: 'response', created_at: created, status: 'in_progress' },
  ...{ error: null, incomplete_details: null, instructions: call.instructions, model: call.chat.model },
  ...{ output: [] as object[], tools: [], tool_choice: 'auto', parallel_tool_calls: true },
  ...{ metadata: call.metadata, temperature: call.temperature ?? 1, top_p: call.topP ?? 1 },
  ...{ max_output_tokens: call.maxOutputTokens, previous_response_id: null, store: false },
  ...{ text: { format: call.format }, truncation: 'disabled' },
  // Without effect here, and demanded by the schema of Open Responses.
  ...{ completed_at: null as number | null, presence_penalty: 0, frequency_penalty: 0, top_logprobs: 0 },
  ...{ reasoning: null, max_tool_calls: null, background: false, service_tier: 'default' },
  ...{ safety_identifier: null, prompt_cache_key: null },
  // An object for one schema, required by the other.
  usage: usageOf({ promptTokens: usage.promptTokens, completionTokens: 0 }),
})

const partOf = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

const messageOf = ({ id, answer }: TextResponse) => ({
  ...{ id: `msg_${id}`, type: 'message', role: 'assistant' },
  status: reasons[answer.finishReason] === undefined ? 'completed' : 'incomplete',
  content: [partOf(wellFormed(answer.content))],
})

const usageOf = ({ promptTokens, completionTokens }: Usage) => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: promptTokens + completionTokens,
})

/** The events of a stream, in the order in which the service that clients know sends them. */
export function* eventsOf(response: TextResponse): Generator<object> {
  const events = liveEvents(response)
  yield* events.begin()
  for (const delta of cut(response.answer.content)) yield events.deltaOf(delta)
  yield* events.end(response)
}

/** The events of an answer that grows. */
export function liveEvents(begun: Omit<TextResponse, 'answer'>) {
  let sequence = 0
  const event = (type: string, fields: object) => ({ type, sequence_number: sequence++, ...fields })
  const place = { item_id: `msg_${begun.id}`, output_index: 0, content_index: 0 }
  const pieces = createPieces()
  const deltaOf = (delta: string) => event('response.output_text.delta', { ...place, delta, logprobs: [] })
  return {
    deltaOf,
    *begin(): Generator<object> {
      const head = headOf(begun)
      yield event('response.created', { response: head })
      yield event('response.in_progress', { response: head })
      const message = messageOf({ ...begun, answer: { content: '', finishReason: 'stop' } })
      const item = { ...message, status: 'in_progress', content: [] }
      yield event('response.output_item.added', { output_index: 0, item })
      yield event('response.content_part.added', { ...place, part: partOf('') })
    },
    add: (text: string) => pieces.add(text).map(deltaOf),
    *end(response: TextResponse): Generator<object> {
      yield* pieces.end().map(deltaOf)
      const text = wellFormed(response.answer.content)
      yield event('response.output_text.done', { ...place, text, logprobs: [] })
      yield event('response.content_part.done', { ...place, part: partOf(text) })
      yield event('response.output_item.done', { output_index: 0, item: messageOf(response) })
      const body = responseBody(response)
      yield event(`response.${body.status}`, { response: body })
    },
  }
}

/** Events with their names, and no end but the last of them. */
export const eventFormat: StreamFormat = {
  frame: (data) => `event: ${(data as { readonly type: string }).type}\ndata: ${JSON.stringify(data)}\n\n`,
  end: () => '',
  error: (error: ApiError) => {
    const { code, message, param } = toApiError(error)
    return { type: 'error', code, message, param, sequence_number: 0 }
  },
}
