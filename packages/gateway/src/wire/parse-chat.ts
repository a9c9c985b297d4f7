import type { ChatMessage, ChatRequest } from '@subnetkit/core'
import { ApiError } from './api-error.js'
import { type ChatFields, chatFields, harmless } from './chat-fields.js'
import { type AnswerCheck, parseResponseFormat } from './response-format.js'

/** A request for a chat completion, as the rest of the gateway takes it. */
export interface ChatCall {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  /** As the client asked, or undefined; the model's own limit comes on top. */
  readonly maxTokens: number | undefined
  readonly sampling: Pick<ChatRequest, 'temperature' | 'topP' | 'seed' | 'stop'>
  readonly n: number
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly check: AnswerCheck | null
  /** Fields without effect here. */
  readonly ignored: readonly string[]
}

/** Answers to one request, by as many miners. */
export const mostChoices = 8

/** Parses the body of a request. Throws ApiError with the field. */
export function parseChat(body: unknown): ChatCall {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('invalid_value', 'The body must be a JSON object.')
  }
  const given = withoutNulls(body as Readonly<Record<string, unknown>>)
  const parsed = chatFields.safeParse(given)
  if (!parsed.success) throw refused(parsed.error.issues[0]!)
  const fields = parsed.data
  refuseUnsupported(fields)
  const stop = [fields.stop ?? []].flat().filter((text) => text !== '')
  return {
    model: fields.model,
    messages: fields.messages.map(toMessage),
    maxTokens: fields.max_completion_tokens ?? fields.max_tokens,
    sampling: {
      ...(fields.temperature !== undefined && { temperature: fields.temperature }),
      ...(fields.top_p !== undefined && { topP: fields.top_p }),
      ...(fields.seed !== undefined && { seed: fields.seed }),
      ...(stop.length > 0 && { stop }),
    },
    n: fields.n ?? 1,
    stream: fields.stream ?? false,
    includeUsage: fields.stream_options?.include_usage ?? false,
    check: parseResponseFormat(fields.response_format),
    ignored: Object.keys(given).filter((name) => !(name in chatFields.shape) && !harmless.has(name)),
  }
}

/** An explicit null means absent, also inside of a message. */
function withoutNulls(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const present = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
  const { messages, ...rest } = present(object)
  if (!Array.isArray(messages)) return messages === undefined ? rest : { ...rest, messages }
  const plain = messages.map((one) => (typeof one === 'object' && one !== null ? present(one) : one))
  return { ...rest, messages: plain }
}

function refused({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[]
  readonly message: string
}): ApiError {
  const param = path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  )
  return new ApiError('invalid_value', `${param} ${message}.`, { param })
}

function refuseUnsupported(fields: ChatFields): void {
  const isFilled = (name: string) => Array.isArray(fields[name]) && (fields[name] as unknown[]).length > 0
  const unsupported = [
    isFilled('tools') && 'tools',
    isFilled('functions') && 'functions',
    fields.logprobs === true && 'logprobs',
    (fields.top_logprobs ?? 0) > 0 && 'top_logprobs',
    fields.audio !== undefined && 'audio',
    Array.isArray(fields.modalities) && fields.modalities.includes('audio') && 'modalities',
    fields.web_search_options !== undefined && 'web_search_options',
  ].find((name) => name !== false)
  if (unsupported !== undefined) {
    const message = `This model does not support ${unsupported}. Leave it out.`
    throw new ApiError('unsupported_parameter', message, { param: unsupported })
  }
  if ((fields.n ?? 1) <= mostChoices) return
  throw new ApiError('unsupported_parameter', `n is at most ${mostChoices}.`, { param: 'n' })
}

function toMessage({ role, content }: ChatFields['messages'][number], at: number): ChatMessage {
  const roles = { developer: 'system', function: 'tool' } as const
  return {
    role: role === 'developer' || role === 'function' ? roles[role] : role,
    content: textOf(content, `messages[${at}].content`, role),
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
