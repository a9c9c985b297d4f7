import type { Follow } from './follow.js'
import { createStopPace, type StopPace } from './stop-pace.js'

/** The followed heads of one client, by the ids of their subscriptions. */
export interface Follows extends Map<string, Follow> {
  /** Blocks that were pinned when followers were stopped, which their client may still know. */
  known: ReadonlySet<string>
  readonly pace: StopPace
}

export const createFollows = (pace = createStopPace()): Follows =>
  Object.assign(new Map<string, Follow>(), { known: new Set<string>(), pace })
