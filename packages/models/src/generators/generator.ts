/** One text to be continued. */
export interface GenerateOptions {
  readonly prompt: string
  /** Most tokens to write. */
  readonly maxTokens: number
  /** 0 asks for the most likely text. */
  readonly temperature: number
  /** Seed of the sampling, an unsigned 32-bit integer. */
  readonly seed: number
  /** Texts that end the completion; they are not part of it. */
  readonly stop?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** End of a completion. */
export interface GenerationEnd {
  readonly tokensUsed: number
  /** `length` when the text was cut. */
  readonly finishReason: 'stop' | 'length'
}

/** Output of a generator. */
export interface Generated extends GenerationEnd {
  readonly completion: string
}

/** Pieces of a completion, as the model writes them, and its end. Together they are the completion of `generate`. */
export type TextStream = AsyncGenerator<string, GenerationEnd>

/** A model that continues texts. Throws GENERATION_FAILED, or the signal's reason once it is aborted. */
export interface TextGenerator {
  readonly modelId: string
  generate(options: GenerateOptions): Promise<Generated>
  /** Writes piece by piece; use `streamText`, which takes generators with and without it. @default the whole at once */
  stream?(options: GenerateOptions): TextStream
}

/** Streams from any generator: piece by piece where it can, otherwise all at once. */
export async function* streamText(generator: TextGenerator, options: GenerateOptions): TextStream {
  if (generator.stream) return yield* generator.stream(options)
  const { completion, ...end } = await generator.generate(options)
  if (completion !== '') yield completion
  return end
}

/** Reads a stream to its end. */
export async function collectText(stream: TextStream): Promise<Generated> {
  let completion = ''
  for (;;) {
    const { done, value } = await stream.next()
    if (done) return { completion, ...value }
    completion += value
  }
}

/** A stream without white space at its start and its end. */
export async function* trimmed(stream: TextStream): TextStream {
  let begun = false
  let held = ''
  try {
    for (;;) {
      const { done, value } = await stream.next()
      if (done) return value
      const text = held + (begun ? value : value.trimStart())
      const written = text.trimEnd()
      held = text.slice(written.length)
      if (written === '') continue
      begun = true
      yield written
    }
  } finally {
    // Whoever leaves early leaves the model, too.
    await stream.return({ tokensUsed: 0, finishReason: 'length' })
  }
}
