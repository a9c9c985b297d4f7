import { configError, isSubnetError } from '@subnetkit/base'
import { request } from 'undici'
import { z } from 'zod'
import { modelError } from '../errors.js'
import type { Generated, GenerateOptions, TextGenerator } from './generator.js'
import { readCapped } from './read-capped.js'

export interface OpenAiGeneratorOptions {
  /** Address of the API up to its version, for example `https://api.example.com/v1`. */
  readonly baseUrl: string
  /** Name of the model at that address. */
  readonly model: string
  /** Sent as a bearer token and nowhere else. @default none, as local servers want it */
  readonly apiKey?: string | undefined
  /**
   * System message before the prompt.
   * @default asks for the answer alone, which is what the checkers of a text subnet expect
   */
  readonly system?: string | undefined
  /** Wall-clock time for one completion, from connect to last byte, in ms. @default 3500 */
  readonly deadlineMs?: number | undefined
  /** Largest response, in bytes. @default 262144 */
  readonly maxBytes?: number | undefined
}

const answerAlone =
  'Answer with the answer alone: no explanation, no repetition of the question. ' +
  'A number as digits. Numbers to be sorted, separated by spaces. A quotation exactly as it stands in the text.'

const responseSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullable() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ completion_tokens: z.int().min(0) }).nullish(),
})

/**
 * Asks any server with an OpenAI-compatible `chat/completions`. Redirects are not followed, so that the key stays
 * with the address it was meant for. Throws CONFIG_INVALID for an address that is no http(s) URL.
 */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): TextGenerator {
  const { model, apiKey, system = answerAlone, deadlineMs = 3_500, maxBytes = 262_144 } = options
  const url = completionsUrl(options.baseUrl)
  const failed = (detail: string, cause?: unknown) =>
    modelError('GENERATION_FAILED', { generator: `${model} at ${url.host}`, detail }, { cause })

  async function send(body: string, signal: AbortSignal): Promise<Buffer> {
    const response = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body,
      signal,
    })
    if (response.statusCode !== 200) {
      response.body.on('error', () => {}).destroy()
      throw failed(`status ${response.statusCode}${statusHints[response.statusCode] ?? ''}`)
    }
    return readCapped(response.body, maxBytes, () => failed(`the response is larger than ${maxBytes} bytes`))
  }

  return {
    modelId: model.slice(0, 128),
    async generate(prompt) {
      prompt.signal?.throwIfAborted()
      const deadline = AbortSignal.timeout(deadlineMs)
      const signal = prompt.signal ? AbortSignal.any([deadline, prompt.signal]) : deadline
      const body = JSON.stringify(requestBody(model, system, prompt))
      const bytes = await send(body, signal).catch((cause: unknown) => {
        prompt.signal?.throwIfAborted()
        if (isSubnetError(cause)) throw cause
        if (deadline.aborted) throw failed(`no complete answer within ${deadlineMs} ms`)
        throw failed(cause instanceof Error ? cause.message : 'the connection failed', cause)
      })
      const parsed = responseSchema.safeParse(parseJson(bytes))
      if (!parsed.success) throw failed('the response is not a chat completion')
      return toGenerated(parsed.data)
    },
  }
}

const statusHints: Readonly<Record<number, string>> = {
  401: ': the key was refused',
  403: ': the key may not use this model',
  404: ': no such model or address',
  429: ': too many requests, or no credit left',
}

function completionsUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Never the URL: it may hold a key.
    throw configError('CONFIG_INVALID', {
      place: 'openai baseUrl',
      detail: 'it is not an http or https URL',
      fix: 'Use a URL such as http://127.0.0.1:11434/v1.',
    })
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  return url
}

function requestBody(model: string, system: string, options: GenerateOptions) {
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: options.prompt },
    ],
    max_tokens: options.maxTokens,
    temperature: options.temperature,
    seed: options.seed,
    ...(options.stop?.length ? { stop: options.stop } : {}),
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function toGenerated(response: z.infer<typeof responseSchema>): Generated {
  const [choice] = response.choices
  const completion = choice?.message.content?.trim() ?? ''
  return {
    completion,
    // Servers that do not count: four characters a token is the usual estimate.
    tokensUsed: response.usage?.completion_tokens ?? Math.ceil(completion.length / 4),
    finishReason: choice?.finish_reason === 'length' ? 'length' : 'stop',
  }
}
