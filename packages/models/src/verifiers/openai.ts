import { z } from 'zod'
import { createOpenAiClient, type OpenAiServer } from '../generators/openai-client.js'
import { type ModelVerifier, type TokenLogprob, verifierOf } from './verifier.js'

/** Options of {@link createOpenAiVerifier}. */
export interface OpenAiVerifierOptions extends OpenAiServer {
  /** Name that miners claim. @default `model` */
  readonly modelId?: string | undefined
  /**
   * Text that the model sees before the completion, with the marks of its chat format.
   * @default the prompt as it is
   */
  readonly template?: ((prompt: string) => string) | undefined
}

const list = <T extends z.ZodType>(of: T) => z.array(of)
const responseSchema = z.object({
  choices: list(
    z.object({
      logprobs: z.object({
        token_logprobs: list(z.number().nullable()),
        top_logprobs: list(z.record(z.string(), z.number()).nullable()),
        text_offset: list(z.int().min(0)),
      }),
    }),
  ).min(1),
})

/**
 * Checks answers with a server that has an OpenAI-compatible `completions` with `echo` and `logprobs`, such as vLLM: one request
 * for an answer, of which the server computes one token. Throws CONFIG_INVALID for an address that is no http(s) URL.
 * @example
 * const verifier = createOpenAiVerifier({ baseUrl: 'http://127.0.0.1:8000/v1', model: 'Qwen/Qwen3-8B' })
 */
export function createOpenAiVerifier(options: OpenAiVerifierOptions): ModelVerifier {
  const {
    model,
    modelId = model,
    deadlineMs = 30_000,
    maxBytes = 4_194_304,
    template = (prompt) => prompt,
  } = options
  const client = createOpenAiClient('completions', { ...options, deadlineMs, maxBytes })
  return verifierOf(modelId, async ({ prompt, completion }, signal) => {
    const before = template(prompt)
    const text = before + completion
    const body = { model, prompt: text, echo: true, logprobs: 1, max_tokens: 1, temperature: 0 }
    const parsed = responseSchema.safeParse(await client.post(body, signal))
    if (!parsed.success) {
      throw client.failed('the response has no log-probabilities of the prompt (echo with logprobs)')
    }
    const { token_logprobs, top_logprobs, text_offset } = parsed.data.choices[0]!.logprobs
    const read: TokenLogprob[] = []
    for (const [at, offset] of text_offset.entries()) {
      // A token on the border belongs to the answer; the one that the server adds is left out.
      if (offset >= text.length || (text_offset[at + 1] ?? text.length) <= before.length) continue
      const [logprob, top] = [token_logprobs[at], top_logprobs[at]]
      // The first token of a text has none.
      if (typeof logprob !== 'number' || !top) continue
      read.push({ logprob, best: Math.max(logprob, ...Object.values(top)) })
    }
    if (read.length === 0) throw client.failed('the response has no log-probability of the answer')
    return read
  })
}
