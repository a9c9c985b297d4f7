import { createBuiltinGenerator, type TextGenerator } from '@subnetkit/models'
import { words } from './passages.js'
import { type CompleteInput, type CompleteOutput, maxCompletion } from './protocol.js'
import { readPassage } from './reader.js'

/**
 * The sample miner: the small model that comes with the package, and the reader for what is beyond its context. For a
 * larger model, pass the path of a GGUF file, or use `createOpenAiGenerator` with the address of a server.
 */
export async function handlers() {
  return createTextMiner({ generator: await createBuiltinGenerator(), reader: true })
}

export interface TextMinerOptions {
  /** The model that answers. */
  readonly generator: TextGenerator
  /**
   * Answer questions about a passage by reading it, and leave only the others to the model. Worth it for a model
   * whose context is short, such as the built-in one.
   * @default false
   */
  readonly reader?: boolean | undefined
  /**
   * Temperature for every answer, overriding the caller's.
   * @default the caller's
   */
  readonly temperature?: number | undefined
}

/** Handlers that answer with a model. */
export function createTextMiner(options: TextMinerOptions) {
  const { generator, reader = false, temperature } = options
  return {
    async complete(request: {
      readonly input: CompleteInput
      readonly signal?: AbortSignal
    }): Promise<CompleteOutput> {
      const { input, signal } = request
      const read = reader ? readPassage(input.prompt) : undefined
      if (read !== undefined) {
        const tokensUsed = Math.min(words(read).length, input.maxTokens)
        return { completion: read, tokensUsed, finishReason: 'stop', modelId: 'passage-reader' }
      }
      const written = await generator.generate({
        ...input,
        temperature: temperature ?? input.temperature,
        signal,
      })
      const completion = written.completion.slice(0, maxCompletion)
      return { ...written, completion, modelId: generator.modelId }
    },
  }
}
