/** Failures of reading a subnet. */
export const metagraphErrors = {
  MECHANISM_UNKNOWN: {
    message: 'subnet {netuid} has no mechanism {mechanism}',
    fix: 'Check the mechanism: they count from 0.',
  },
  CHAIN_ANSWER_UNREADABLE: {
    message: '{what} does not match the metadata of spec {specVersion}: {detail}',
    fix: 'Try again or use another endpoint: this one is faulty or in the middle of a runtime upgrade.',
    transient: true,
  },
} as const
