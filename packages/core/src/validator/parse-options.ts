import { randomBytes } from 'node:crypto'
import {
  type ByteSize,
  type Clock,
  callback,
  checked,
  integer,
  made,
  mechanism,
  milliseconds,
  netuid,
  optionsOf,
  systemClock,
  text,
  toBytes,
} from '@subnetkit/base'
import { isAddress } from '@subnetkit/wallet'
import { z } from 'zod'
import type { OrganicTraffic } from '../organic/traffic.js'
import type { Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import type { QueryClient } from '../subnet/miner-client.js'
import type { Protocol } from '../subnet/synapse.js'
import type { ValidatorChain } from './chain-port.js'
import { isMiner, type MinerChoice, type ValidatorListener } from './options.js'
import type { Budgets } from './sampling/budgets.js'
import type { SamplingPolicy } from './sampling/sampling-policy.js'

const label = () =>
  checked<string>(
    (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,31}$/.test(value),
    'a label of 1 to 32 of a-z, 0-9 and -',
  )
    .nullable()
    .default(null)

const roleFields = {
  netuid: netuid(),
  mechanism: mechanism().default(0),
  hotkey: checked<string>(
    (value) => typeof value === 'string' && isAddress(value),
    'an SS58 address of Bittensor',
  ),
  queues: made<Queues>('queues made by createQueues', 'add', 'work', 'get', 'missing'),
  store: made<Store>('a store made by openStore', 'openRound', 'fold'),
  retryDelayMs: milliseconds(0).default(1_000),
  lockMs: milliseconds().default(10_000),
  stopMs: milliseconds(0).default(10_000),
  organic: made<OrganicTraffic>('traffic made by createOrganicTraffic', 'profiles', 'pauses').optional(),
  onEvent: callback<ValidatorListener>().default(() => () => {}),
  clock: made<Clock>('a clock', 'now', 'sleep', 'interval').default(systemClock),
}

const defaultAnswerBytes: ByteSize = '2GB'

const coordinatorFields = {
  chain: made<ValidatorChain>(
    'a chain made by createValidatorChain',
    'head',
    'onHead',
    'metagraph',
    'weights',
  ),
  roundBlocks: integer(1),
  maxRounds: integer(1).optional(),
  weightsEveryBlocks: integer(1).default(100),
  secretSource: callback<(round: number) => Uint8Array>().default(
    () => () => Uint8Array.from(randomBytes(32)),
  ),
  miners: callback<MinerChoice>().default(() => isMiner),
  tasksAtOnce: integer(1).default(4),
  maxAnswerBytes: z.custom<ByteSize>().default(defaultAnswerBytes),
  // Parsed by createCoordinator.
  sampling: z.custom<SamplingPolicy>().optional(),
  budgets: z.custom<Budgets>().optional(),
  packageHash: checked<string>(
    (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
    'a SHA-256 of 64 hex digits',
  ).optional(),
}

const client = made<QueryClient<Protocol>>('a client made by createMinerClient', 'query')
const workerFields = {
  concurrency: integer(1).default(16),
  scoresAtOnce: integer(1).default(4),
}

export const coordinatorOptions = optionsOf({
  ...roleFields,
  ...coordinatorFields,
  scoreLabel: label(),
  workerSettings: z.record(z.string(), z.unknown(), 'an object of JSON').default({}),
})

export const workerOptions = optionsOf({
  ...roleFields,
  ...workerFields,
  client: client.optional(),
  work: z
    .array(z.enum(['query', 'score']), 'a list of query and score')
    .min(1)
    .default(['query', 'score']),
  label: label(),
})

/** Options of both roles in one process. */
export const validatorOptions = optionsOf({ ...roleFields, ...coordinatorFields, ...workerFields, client })

/** Settings that a coordinator states for its workers. */
export const announcedSettings = z.looseObject({
  tasksAtOnce: integer(1),
  // Older coordinators do not state it.
  maxAnswerBytes: integer(1).default(toBytes(defaultAnswerBytes)),
  scoreLabel: text('a label').nullable(),
  /** Server of the jobs, if the backend has any. */
  server: text('the name of a server').optional(),
})
export type AnnouncedSettings = z.output<typeof announcedSettings>
