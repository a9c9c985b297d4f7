import type { ChatMessage } from '@subnetkit/core'
import { z } from 'zod'
import { ApiError } from './api-error.js'
import { mostMessages } from './chat-fields.js'
import { parseBody, refuseAbove, refuseFields } from './parse-body.js'
import type { ChatCall } from './parse-chat.js'
import { parseResponseFormat } from './response-format.js'
import {
  countField,
  flagField,
  modelField,
  samplingFields,
  samplingOf,
  textField,
} from './sampling-fields.js'

/** A request for a response, in the form of a chat, and what the response repeats of it. */
export interface ResponsesCall {
  readonly chat: ChatCall
  readonly instructions: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly temperature: number | null
  readonly topP: number | null
  readonly maxOutputTokens: number | null
  readonly format: object
}

const part = z.looseObject({ type: z.string(), text: z.string().optional() })
const item = z.looseObject({
  type: z.string('must be a text').optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'must be system, developer, user or assistant',
  }),
  content: z.union([z.string(), z.array(part)], { error: 'must be a text or an array of parts' }),
})

const fields = z.looseObject({
  model: modelField,
  input: z.union([z.string(), z.array(item).min(1, 'must have an item')], {
    error: 'must be a text or an array of messages',
  }),
  instructions: textField().optional(),
  max_output_tokens: countField(),
  temperature: samplingFields.temperature,
  top_p: samplingFields.top_p,
  text: z
    .looseObject({ format: z.looseObject({ type: z.string() }).optional() }, 'must be an object')
    .optional(),
  metadata: z.record(z.string(), z.string(), 'must be an object of texts').optional(),
  stream: flagField(),
  tools: z.array(z.unknown(), 'must be an array').optional(),
  background: flagField(),
  top_logprobs: z.int('must be a whole number').optional(),
})

/** Fields without an effect on a response that is one text. */
const silent: ReadonlySet<string> = new Set([
  'include',
  'tool_choice',
  'parallel_tool_calls',
  'truncation',
  'reasoning',
])

const formatPlaces = { type: 'text.format.type', schema: 'text.format.schema' }

/** Parses the body of a request. Throws ApiError with the field. */
export function parseResponses(body: unknown): ResponsesCall {
  const { fields: given, ignored } = parseBody(body, fields, silent)
  refuseFields({
    previous_response_id: given.previous_response_id !== undefined,
    conversation: given.conversation !== undefined,
    prompt: given.prompt !== undefined,
    tools: (given.tools ?? []).length > 0,
    background: given.background === true,
    top_logprobs: (given.top_logprobs ?? 0) > 0,
  })
  refuseAbove('input', Array.isArray(given.input) ? given.input.length : 1, mostMessages)
  const { instructions } = given
  const before: readonly ChatMessage[] =
    instructions === undefined ? [] : [{ role: 'system', content: instructions }]
  const format = given.text?.format ?? { type: 'text' }
  return {
    chat: {
      model: given.model,
      messages: [...before, ...messagesOf(given.input)],
      maxTokens: given.max_output_tokens,
      sampling: samplingOf(given),
      ...{ n: 1, stream: given.stream ?? false, includeUsage: false, given: {} },
      check: parseResponseFormat({ type: format.type, json_schema: format }, formatPlaces),
      ignored: ignored.filter((name) => !['previous_response_id', 'conversation', 'prompt'].includes(name)),
    },
    instructions: instructions ?? null,
    metadata: given.metadata ?? {},
    temperature: given.temperature ?? null,
    topP: given.top_p ?? null,
    maxOutputTokens: given.max_output_tokens ?? null,
    format,
  }
}

function messagesOf(input: z.output<typeof fields>['input']): readonly ChatMessage[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  return input.map(({ type = 'message', role, content }, at) => {
    if (type !== 'message') throw unread(`input[${at}]`, type)
    return { role: role === 'developer' ? 'system' : role, content: textOf(content, `input[${at}].content`) }
  })
}

function textOf(content: string | readonly z.output<typeof part>[], param: string): string {
  if (typeof content === 'string') return content
  return content
    .map(({ type, text }, at) => {
      if ((type === 'input_text' || type === 'output_text') && text !== undefined) return text
      throw unread(`${param}[${at}]`, type)
    })
    .join('')
}

const unread = (param: string, type: string) =>
  new ApiError(
    'unsupported_parameter',
    `${param} has the type ${JSON.stringify(type)}: this model reads text only.`,
    {
      param,
    },
  )
