/** Wallet files, their passwords, and signers. Messages never hold a secret. */
export const walletErrors = {} as const
