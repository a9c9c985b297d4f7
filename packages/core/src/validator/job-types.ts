/** A step of a round. */
export interface RoundJob {
  readonly round: number
}

/** Query of one miner in a round. */
export interface QueryJob extends RoundJob {
  readonly hotkey: string
}

/** The steps in the rounds queue. */
export type RoundStep = 'plan' | 'fold' | 'weights' | 'outbox'
