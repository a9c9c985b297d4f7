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

/** Output of a generator. */
export interface Generated {
  readonly completion: string
  readonly tokensUsed: number
  /** `length` when the text was cut. */
  readonly finishReason: 'stop' | 'length'
}

/** A model that continues texts. Throws GENERATION_FAILED, or the signal's reason once it is aborted. */
export interface TextGenerator {
  readonly modelId: string
  generate(options: GenerateOptions): Promise<Generated>
}
