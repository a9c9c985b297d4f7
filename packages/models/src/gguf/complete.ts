import { setImmediate } from 'node:timers/promises'
import { collectText, type Generated, type TextStream } from '../generators/generator.js'
import type { LlamaModel } from './llama.js'
import { createSampler } from './sample.js'
import { createSession } from './session.js'
import { createStopper } from './stop-texts.js'
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

/** A completion; `tokensUsed` does not count the end token, and `length` also stands for the end of the model's context. */
export type Completion = Generated

/** Continues a text, as {@link streamCompletion} does, and returns the whole. */
export function complete(
  model: LlamaModel,
  tokenizer: Tokenizer,
  options: CompletionOptions,
): Promise<Completion> {
  return collectText(streamCompletion(model, tokenizer, options))
}

/**
 * Continues a text token by token. The event loop runs between tokens, so a server that shares the thread stays
 * responsive. A text that leaves no room in the context loses its oldest tokens. Throws the signal's reason.
 */
export async function* streamCompletion(
  model: LlamaModel,
  tokenizer: Tokenizer,
  options: CompletionOptions,
): TextStream {
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

  const stopper = createStopper(options.stop ?? [])
  // Characters may be spread over tokens.
  const decoder = new TextDecoder()
  let written = 0
  let finishReason: 'stop' | 'length' = 'length'
  while (written < budget) {
    const token = sample(session.logits())
    if (token === tokenizer.endToken) {
      finishReason = 'stop'
      break
    }
    written++
    const piece = stopper.push(decoder.decode(tokenizer.decodeBytes([token]), { stream: true }))
    if (piece !== '') yield piece
    if (stopper.stopped) return { tokensUsed: written, finishReason: 'stop' }
    if (written < budget) await step(token)
  }
  const rest = stopper.push(decoder.decode()) + stopper.flush()
  if (rest !== '') yield rest
  return { tokensUsed: written, finishReason }
}
