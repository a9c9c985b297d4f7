/** What stops reading a subnet. */
export const metagraphErrors = {
  MECHANISM_UNKNOWN: {
    message: 'subnet {netuid} has no mechanism {mechanism}',
    fix: 'check the mechanism: they count from 0',
  },
  CHAIN_ANSWER_UNREADABLE: {
    message: '{what} is not what the metadata of spec {specVersion} describes: {detail}',
    fix: 'ask again, or another endpoint: this one may be broken or in the middle of a runtime upgrade',
  },
} as const
