/** What stops registration, serving, staking and hyperparameters. Amounts in rao, times in blocks. */
export const commandErrors = {} as const
