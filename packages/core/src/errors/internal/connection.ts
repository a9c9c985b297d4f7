/** What can go wrong with the connection to a chain, and when its runtime changes. */
export const connectionErrors = {} as const
