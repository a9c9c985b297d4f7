import type { Features } from './features.js'

/** A judged answer of a miner. */
export interface Labelled {
  readonly miner: string
  readonly features: Features
  readonly right: boolean
  /** True if the right answer was known, false if other miners said so. */
  readonly isKnown: boolean
  /** True for a question without an answer: a miner that is often silent is of little use, but has not become worse by it. @default false */
  readonly isSilent?: boolean | undefined
}
