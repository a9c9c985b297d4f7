import type { Manner } from './manner.js'

/** One update of a campaign. */
export interface Update {
  readonly version: string
  readonly manner: Manner
  readonly kills: number
  /** From the publication to the end, in ms. */
  readonly tookMs: number
  /** From the switch until the release before was healthy again, in ms; null for one that was not rolled back. */
  readonly rollBackMs: number | null
  readonly isRight: boolean
}
