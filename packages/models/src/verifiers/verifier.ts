/** Answer of a miner that claims to come from a model, asked at temperature 0. */
export interface ClaimedAnswer {
  readonly prompt: string
  readonly completion: string
  /** Model that the miner claims. */
  readonly modelId: string
}

/** Fit of an answer to a model. */
export interface ModelCheck {
  /**
   * Mean over the tokens of the answer: probability of the token, by that of the likeliest token in its place. 1 for what the
   * model writes at temperature 0; the rounding of another GPU costs little, another model much.
   */
  readonly fit: number
  /** Tokens that were checked; with 0 the fit is 0. */
  readonly tokens: number
}

/**
 * Checks answers against the model of the subnet: a port for validators that can run it. An answer that claims another model
 * fits 0.
 */
export interface ModelVerifier {
  /** Model that miners have to run. */
  readonly modelId: string
  /** Throws GENERATION_FAILED when the model cannot be asked, or the signal's reason once it is aborted: never the miner's fault. */
  verify(answer: ClaimedAnswer, options?: { readonly signal?: AbortSignal | undefined }): Promise<ModelCheck>
}

/** Log-probability of a token of an answer, and that of the likeliest token in its place. */
export interface TokenLogprob {
  readonly logprob: number
  readonly best: number
}

/** Makes a verifier of what a model thinks of the tokens of a text. */
export function verifierOf(
  modelId: string,
  read: (answer: ClaimedAnswer, signal: AbortSignal | undefined) => Promise<readonly TokenLogprob[]>,
): ModelVerifier {
  return {
    modelId,
    async verify(answer, { signal } = {}) {
      signal?.throwIfAborted()
      if (answer.modelId !== modelId || answer.completion === '') return { fit: 0, tokens: 0 }
      const tokens = await read(answer, signal)
      const sum = tokens.reduce((all, { logprob, best }) => all + Math.exp(Math.min(0, logprob - best)), 0)
      return { fit: tokens.length === 0 ? 0 : sum / tokens.length, tokens: tokens.length }
    },
  }
}
