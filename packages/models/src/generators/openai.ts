import { z } from 'zod'
import type { Generated, GenerateOptions, GenerationEnd, TextGenerator } from './generator.js'
import { trimmed } from './generator.js'
import { createOpenAiClient, type OpenAiServer } from './openai-client.js'

export interface OpenAiGeneratorOptions extends OpenAiServer {
  /**
   * System message before the prompt.
   * @default asks for the answer alone, which is what the checkers of a text subnet expect
   */
  readonly system?: string | undefined
}

const answerAlone =
  'Answer with the answer alone: no explanation, no repetition of the question. ' +
  'A number as digits. Numbers to be sorted, separated by spaces. A quotation exactly as it stands in the text.'

const usage = z.object({ completion_tokens: z.int().min(0) }).nullish()
const responseSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullable() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage,
})
/** The last event may have the usage alone. */
const eventSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage,
})

/**
 * Asks any server with an OpenAI-compatible `chat/completions`. Redirects are not followed, so that the key stays
 * with the address it was meant for. Throws CONFIG_INVALID for an address that is no http(s) URL.
 */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): TextGenerator {
  const { model, system = answerAlone } = options
  const client = createOpenAiClient('chat/completions', options)

  async function* stream({ signal, ...asked }: GenerateOptions) {
    const body = {
      ...requestBody(model, system, asked),
      stream: true,
      stream_options: { include_usage: true },
    }
    let length = 0
    let tokens: number | undefined
    let reason: string | undefined
    for await (const event of client.events(body, signal)) {
      const parsed = eventSchema.safeParse(event)
      if (!parsed.success) throw client.failed('an event of the stream is not part of a chat completion')
      const [choice] = parsed.data.choices
      const text = choice?.delta?.content ?? ''
      length += text.length
      tokens = parsed.data.usage?.completion_tokens ?? tokens
      reason = choice?.finish_reason ?? reason
      if (text !== '') yield text
    }
    return endOf(length, tokens, reason)
  }

  return {
    modelId: model.slice(0, 128),
    async generate({ signal, ...asked }) {
      const parsed = responseSchema.safeParse(await client.post(requestBody(model, system, asked), signal))
      if (!parsed.success) throw client.failed('the response is not a chat completion')
      return toGenerated(parsed.data)
    },
    stream: (asked) => trimmed(stream(asked)),
  }
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

function toGenerated(response: z.infer<typeof responseSchema>): Generated {
  const [choice] = response.choices
  const completion = choice?.message.content?.trim() ?? ''
  return {
    completion,
    ...endOf(completion.length, response.usage?.completion_tokens, choice?.finish_reason),
  }
}

function endOf(length: number, tokens: number | undefined, reason: string | null | undefined): GenerationEnd {
  return {
    // Servers that do not count: four characters a token is the usual estimate.
    tokensUsed: tokens ?? Math.ceil(length / 4),
    finishReason: reason === 'length' ? 'length' : 'stop',
  }
}
