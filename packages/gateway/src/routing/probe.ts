/** A question of which the gateway knows the answer. */
export interface Probe {
  readonly synapse: string
  readonly input: unknown
  /** The question as a client would have put it. */
  readonly prompt: string
  /** Judges the output of a miner. */
  isRight(output: unknown): boolean | Promise<boolean>
  /** Receives the verdict on the miner that was asked, by its key. @default it only teaches the router */
  readonly onJudged?: ((miner: string, right: boolean) => void) | undefined
}
