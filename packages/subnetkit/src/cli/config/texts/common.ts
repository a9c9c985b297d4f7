import type { SectionTexts } from './setting-text.js'

/** The subnet that runs. */
export const subnetTexts = {
  module: {
    text: 'file or package that exports the subnet, instead of the argument <module>',
    path: 'module',
  },
  export: { text: 'export that is the subnet, where a module has several', flags: '--export <name>' },
  handlers: {
    text: 'file or package that exports the handlers of a miner',
    flags: '--handlers <module>',
    only: 'miner',
    fallback: 'the export handlers of the module, or the entry /miner of its package',
    path: 'module',
  },
  netuid: { text: 'number of the subnet', flags: '--netuid <number>' },
  mechanism: {
    text: 'one mechanism of the subnet',
    flags: '--mechanism <number>',
    fallback: 'the main one; coordinator and workers: all that the subnet defines',
  },
} as const satisfies SectionTexts

/** The chain. Given by the options and variables that all commands have. */
export const networkTexts = {
  endpoints: {
    text: 'finney, test, archive, local or ws:// endpoints of one chain, in the order in which they are tried; with --network separated by commas',
    fallback: 'finney',
    variables: ['BT_SUBTENSOR_CHAIN_ENDPOINT', 'BT_CHAIN_ENDPOINT', 'BT_NETWORK', 'BT_SUBTENSOR_NETWORK'],
  },
} as const satisfies SectionTexts

/** The hotkey. Given by the options and variables that all commands have. */
export const walletTexts = {
  name: { text: 'name of the wallet', fallback: 'default', variables: ['BT_WALLET', 'BT_WALLET_NAME'] },
  hotkey: { text: 'name of the hotkey', fallback: 'default', variables: ['BT_WALLET_HOTKEY'] },
  path: {
    text: 'folder of the wallets',
    fallback: '~/.bittensor/wallets',
    path: 'file',
    variables: ['BT_WALLET_PATH'],
  },
  signerSocket: {
    text: 'socket of a running subnet signer, which signs for the hotkey',
    path: 'file',
    variables: ['SUBNETKIT_SIGNER_SOCKET'],
  },
} as const satisfies SectionTexts

/** Logs, on stderr. */
export const logTexts = {
  level: {
    text: 'least level that is written: debug, info, warn, error',
    flags: '--log-level <level>',
    fallback: 'info',
  },
  format: {
    text: 'text for people, or json for one document a line',
    flags: '--log-format <format>',
    fallback: 'text',
  },
} as const satisfies SectionTexts

/** Settings for the state of a validator. */
export const databaseTexts = {
  url: {
    text: 'PostgreSQL for the state, postgres://…; coordinator and workers need one, a validator may have one',
    flags: '--database-url <url>',
  },
  directory: {
    text: 'folder for scores, rounds, receipts and pending weights',
    flags: '--directory <folder>',
    only: 'validator',
    fallback: 'a folder of the chain, the subnet and the hotkey in ~/.local/state/subnetkit/validators',
    path: 'file',
  },
} as const satisfies SectionTexts

/** The queue of the jobs. */
export const redisTexts = {
  url: {
    text: 'Redis for the jobs of rounds, redis://…, or redis+cluster://… for a cluster; coordinator and workers need one',
    flags: '--redis-url <url>',
    fallback: 'a queue in the folder of the validator; with a database URL, in its memory',
  },
  shards: {
    text: 'Redis servers instead of one, separated by commas: each subnet has one of them, by its netuid',
    flags: '--redis-shards <list>',
    fallback: 'the one of redis.url',
  },
  draining: {
    text: 'Redis servers that have left redis.shards: a subnet whose jobs are on one moves once its rounds are over',
    flags: '--redis-draining <list>',
    fallback: 'none',
  },
} as const satisfies SectionTexts
