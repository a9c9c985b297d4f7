/** A question of which the gateway knows the answer. */
export interface Probe {
  readonly synapse: string
  readonly input: unknown
  /** The question as a client would have put it. */
  readonly prompt: string
  /** Judges the output of a miner. */
  isRight(output: unknown): boolean | Promise<boolean>
}
