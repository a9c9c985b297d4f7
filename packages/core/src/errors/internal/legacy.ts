/** The v10 axon and dendrite protocol. */
export const legacyErrors = {} as const
