/** Why weights are not set, and what became of those that were sent. Stakes in rao, times in blocks. */
export const weightsErrors = {} as const
