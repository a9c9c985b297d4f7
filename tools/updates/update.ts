import type { Manner } from './manner.js'
import type { Moment } from './moments.js'

/** One update of a campaign. */
export interface Update {
  readonly version: string
  readonly manner: Manner
  /** Moment at which it was forced; null for one that waited for its window. */
  readonly moment: Moment | null
  readonly kills: number
  /** From the publication to the end, in ms. */
  readonly tookMs: number
  /** From the switch until the release before was healthy again, in ms; null for one that was not rolled back. */
  readonly rollBackMs: number | null
  readonly isRight: boolean
  /** Blocks of the publication, the drain and the end. */
  readonly blocks: { readonly published: number; readonly drained: number | null; readonly ended: number }
}
