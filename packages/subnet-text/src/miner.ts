import type { TextGenerator } from './generators/generator.js'
import { type CompleteInput, type CompleteOutput, maxCompletion } from './protocol.js'
import { readPassage } from './reader.js'
import { words } from './text/words.js'

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

/** Handlers of the text protocol, for `serveMiner(subnet, createTextMiner({ … }))`. */
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
