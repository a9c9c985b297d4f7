import type { Follow } from './follow.js'

/** The followed heads of one client, by the ids of their subscriptions. */
export type Follows = Map<string, Follow>

export const createFollows = (): Follows => new Map()
