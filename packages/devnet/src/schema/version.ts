/** Whose rules the devnet follows. */
export const RUNTIME = {
  specName: 'node-subtensor',
  implName: 'node-subtensor',
  authoringVersion: 1,
  specVersion: 425,
  implVersion: 1,
  transactionVersion: 1,
  stateVersion: 1,
} as const
