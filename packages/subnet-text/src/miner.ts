import { generatorFromEnv, streamText, type TextGenerator } from '@subnetkit/models'
import { words } from './passages.js'
import { planText } from './planner.js'
import { type CompleteInput, type CompleteOutput, maxCompletion, type StreamChunk } from './protocol.js'
import { readPassage } from './reader.js'

/**
 * The sample miner: the model that the variables `SUBNETKIT_MODEL_…` name, by default the small one that comes with the
 * package, and two programs for what is beyond that one. With a larger model, try it without them.
 */
export async function handlers() {
  return createTextMiner({ generator: await generatorFromEnv(), reader: true, planner: true })
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
   * Follow instructions about the form of a text by planning it. Worth it for a model that cannot count its words.
   * @default false
   */
  readonly planner?: boolean | undefined
  /**
   * Temperature for every answer, overriding the caller's.
   * @default the caller's
   */
  readonly temperature?: number | undefined
}

/** Call of either synapse. */
export interface TextRequest {
  readonly input: CompleteInput
  readonly signal?: AbortSignal
}

/** Handlers that answer with a model. */
export function createTextMiner(options: TextMinerOptions) {
  const { generator, reader = false, planner = false, temperature } = options

  /** Answer of a program in place of the model; undefined for a prompt that is the model's. */
  function answerByProgram({ prompt, maxTokens }: CompleteInput): CompleteOutput | undefined {
    const read = reader ? readPassage(prompt) : undefined
    const completion = read ?? (planner ? planText(prompt) : undefined)
    if (completion === undefined) return undefined
    const tokensUsed = Math.min(words(completion).length, maxTokens)
    const modelId = read === undefined ? 'planner' : 'passage-reader'
    return { completion, tokensUsed, finishReason: 'stop', modelId }
  }
  const asked = ({ input, signal }: TextRequest) => ({
    ...input,
    temperature: temperature ?? input.temperature,
    signal,
  })
  const { modelId } = generator

  return {
    async complete(request: TextRequest): Promise<CompleteOutput> {
      const known = answerByProgram(request.input)
      if (known) return known
      const written = await generator.generate(asked(request))
      return { ...written, completion: written.completion.slice(0, maxCompletion), modelId }
    },
    async *stream(request: TextRequest): AsyncGenerator<StreamChunk> {
      const known = answerByProgram(request.input)
      if (known) {
        const { completion, ...end } = known
        for (const text of completion.match(/\S+\s*/g) ?? []) yield { text }
        return yield { text: '', end }
      }
      const stream = streamText(generator, asked(request))
      for (;;) {
        const { done, value } = await stream.next()
        if (done) return yield { text: '', end: { ...value, modelId } }
        yield { text: value }
      }
    },
  }
}
