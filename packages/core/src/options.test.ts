import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { createKeypair } from '@subnetkit/wallet'
import { createQueues } from './queue/queues.js'
import { openDatabase } from './store/open-database.js'
import { openStore } from './store/store.js'
import { createValidator } from './validator/roles/create-validator.js'
import { sums } from './validator/testing/fixture.js'

const nothing = () => {}
const weights = { subject: { netuid: 1, mechanism: 0, hotkey: '' }, genesis: '', onHead: () => nothing }
const validator = {
  netuid: 1,
  hotkey: createKeypair('//Alice').address,
  chain: {
    genesisHash: '0xfake',
    head: nothing,
    onHead: nothing,
    metagraph: nothing,
    publishRound: nothing,
    weights: () => weights,
  },
  client: { query: nothing },
  queues: { add: nothing, work: nothing, get: nothing, missing: nothing },
  store: {
    openRound: nothing,
    fold: nothing,
    outbox: { add: nothing, replace: nothing, entries: nothing },
  },
  roundBlocks: 10,
}
const memory = await openDatabase({ memory: true })

const edges: Readonly<Record<string, OptionsEdge>> = {
  createValidator: {
    // It has not started, so that there is nothing to dispose.
    call: (options) => void createValidator(sums, options),
    required: validator,
    optional: [
      ...['mechanism', 'weightsEveryBlocks', 'secretSource', 'miners', 'concurrency', 'tasksAtOnce'],
      ...['scoresAtOnce', 'clock', 'retryDelayMs', 'lockMs', 'stopMs', 'onEvent'],
    ],
    wrong: [
      ...[
        { netuid: -5 },
        { netuid: 1.5 },
        { mechanism: -1 },
        { mechanism: '0' },
        { hotkey: '' },
        { hotkey: 'good' },
      ],
      ...[{ roundBlocks: 0 }, { roundBlocks: Number.NaN }, { weightsEveryBlocks: Number.NaN }],
      ...[
        { retryDelayMs: -1 },
        { scoresAtOnce: 0 },
        { clock: {} },
        { concurrency: 0.5 },
        { tasksAtOnce: Number.POSITIVE_INFINITY },
      ],
      ...[
        { lockMs: 0 },
        { stopMs: -1 },
        { stopMs: 2 ** 31 },
        { onEvent: 'log' },
        { miners: [] },
        { secretSource: 7 },
      ],
      ...[{ chain: {} }, { client: null }, { queues: {} }, { store: {} }],
    ],
  },
  openStore: {
    call: openStore,
    required: { database: memory, netuid: 1, validator: '5V' },
    optional: ['genesisHash', 'mechanism', 'keepRounds', 'graceBlocks', 'maxJsonLength'],
    wrong: [
      ...[{ database: {} }, { netuid: -1 }, { mechanism: 256 }, { validator: '' }, { keepRounds: 0 }],
      ...[{ graceBlocks: -1 }, { genesisHash: '' }, { maxJsonLength: Number.NaN }],
    ],
  },
  'openDatabase in memory': {
    call: openDatabase,
    required: { memory: true },
    optional: ['directory', 'clock'],
    wrong: [{ memory: false }, { directory: '' }, { clock: {} }],
  },
  'createQueues on a database': {
    call: createQueues,
    required: { database: memory },
    optional: ['redisUrl', 'directory', 'memory'],
    wrong: [{ database: {} }, { redisUrl: 'localhost' }, { directory: 5 }, { memory: 'yes' }],
  },
}

describeOptions(edges)
