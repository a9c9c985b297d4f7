import { setImmediate } from 'node:timers/promises'
import { builtinModel } from '../generators/builtin.js'
import type { LlamaModel } from '../gguf/llama.js'
import { loadModel } from '../gguf/load-model.js'
import { createSession } from '../gguf/session.js'
import type { Tokenizer } from '../gguf/tokenizer.js'
import { type ModelVerifier, type TokenLogprob, verifierOf } from './verifier.js'

/** Options of {@link createBuiltinVerifier}. */
export interface BuiltinVerifierOptions {
  /** As for `createBuiltinGenerator`. @default the model that ships with the package */
  readonly path?: string | URL | undefined
  /**
   * Text that the model sees before the completion.
   * @default `Q: <prompt>\nA: `, the format that the shipped model was trained on
   */
  readonly template?: ((prompt: string) => string) | undefined
}

/** Checks answers with a model in this process, on the CPU: what a small model can do, to the token. Throws MODEL_INVALID. */
export async function createBuiltinVerifier(options: BuiltinVerifierOptions = {}): Promise<ModelVerifier> {
  const { path, template = (prompt) => `Q: ${prompt}\nA: ` } = options
  const { name, model, tokenizer } = await (path === undefined
    ? loadModel(builtinModel.path, builtinModel.sha256)
    : loadModel(path))
  return verifierOf(name.slice(0, 100), ({ prompt, completion }, signal) =>
    readTokens(model, tokenizer, template(prompt), completion, signal),
  )
}

/**
 * Log-probabilities of the tokens that are part of a completion, in the text that begins with `before`. Of a text beyond the
 * context, the end is read.
 */
export async function readTokens(
  model: LlamaModel,
  tokenizer: Tokenizer,
  before: string,
  completion: string,
  signal?: AbortSignal | undefined,
): Promise<readonly TokenLogprob[]> {
  const all = tokenizer.encode(before + completion)
  const tokens = all.slice(-model.shape.context)
  const start = Buffer.byteLength(before)
  let end = tokenizer.decodeBytes(all.slice(0, all.length - tokens.length)).length
  const session = createSession(model, tokens.length)
  const read: TokenLogprob[] = []
  for (const [at, token] of tokens.entries()) {
    end += tokenizer.decodeBytes([token]).length
    if (at > 0 && end > start) read.push(logprobOf(session.logits(), token))
    await setImmediate()
    signal?.throwIfAborted()
    session.feed(token)
  }
  return read
}

function logprobOf(logits: Float32Array, token: number): TokenLogprob {
  const highest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const sum = logits.reduce((all, value) => all + Math.exp(value - highest), 0)
  const best = -Math.log(sum)
  return { logprob: logits[token]! - highest + best, best }
}
