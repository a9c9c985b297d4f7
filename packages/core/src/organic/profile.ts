/** Outside of a request, without its content: all that a miner can see but the text. */
export interface RequestProfile {
  /** Bytes of the input. */
  readonly size: number
  /** Sampling parameters that the input has, such as temperature, maxTokens, seed and stop. */
  readonly parameters: Readonly<Record<string, unknown>>
}
