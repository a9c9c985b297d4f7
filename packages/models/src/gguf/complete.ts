import { setImmediate } from 'node:timers/promises'
import type { LlamaModel } from './llama.js'
import { createSampler } from './sample.js'
import { createSession } from './session.js'
import type { Tokenizer } from './tokenizer.js'

export interface CompletionOptions {
  /** Text that is continued, as the model was trained to see it. */
  readonly text: string
  /** Most tokens to write. */
  readonly maxTokens: number
  /** 0 takes the best token each time. */
  readonly temperature: number
  readonly seed: number
  /** Texts that end the completion; they are not part of it. */
  readonly stop?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Completion {
  readonly completion: string
  /** Tokens that were written, the end token not counted. */
  readonly tokensUsed: number
  /** `length` when the text was cut by `maxTokens` or by the model's context. */
  readonly finishReason: 'stop' | 'length'
}

/**
 * Continues a text token by token. The event loop runs between tokens, so a server that shares the thread stays
 * responsive. A text that leaves no room in the context loses its oldest tokens. Throws the signal's reason.
 */
export async function complete(
  model: LlamaModel,
  tokenizer: Tokenizer,
  options: CompletionOptions,
): Promise<Completion> {
  const { context } = model.shape
  const budget = Math.min(options.maxTokens, Math.max(1, context >> 1))
  const prompt = tokenizer.encode(options.text).slice(-(context - budget))
  if (prompt.length === 0) prompt.push(tokenizer.endToken)
  const sample = createSampler(options)
  const session = createSession(model, prompt.length + budget)
  const step = async (token: number) => {
    await setImmediate()
    options.signal?.throwIfAborted()
    session.feed(token)
  }
  for (const token of prompt) await step(token)

  const written: number[] = []
  while (written.length < budget) {
    const token = sample(session.logits())
    if (token === tokenizer.endToken) return finish(tokenizer.decode(written), written.length, 'stop')
    written.push(token)
    const cut = firstStop(tokenizer, written, options.stop ?? [])
    if (cut !== undefined) return finish(cut, written.length, 'stop')
    if (written.length < budget) await step(token)
  }
  return finish(tokenizer.decode(written), written.length, 'length')
}

function finish(completion: string, tokensUsed: number, finishReason: 'stop' | 'length'): Completion {
  return { completion, tokensUsed, finishReason }
}

/** The text before the first stop text, or nothing when there is none yet. */
function firstStop(
  tokenizer: Tokenizer,
  written: readonly number[],
  stop: readonly string[],
): string | undefined {
  if (stop.length === 0) return undefined
  const text = tokenizer.decode(written)
  const places = stop.map((ending) => text.indexOf(ending)).filter((place) => place >= 0)
  return places.length > 0 ? text.slice(0, Math.min(...places)) : undefined
}
