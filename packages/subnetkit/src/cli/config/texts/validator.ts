import type { SectionTexts } from './setting-text.js'

export const validatorTexts = {
  mechanism: { text: 'mechanism of the subnet', flags: '--mechanism <number>', fallback: '0' },
  roundBlocks: {
    text: 'blocks from one round to the next',
    flags: '--round-blocks <number>',
    fallback: 'the tempo of the subnet',
  },
  weightsEveryBlocks: {
    text: 'least number of blocks between two settings of weights',
    flags: '--weights-every <number>',
    fallback: "100, or the chain's limit if that is more",
  },
  concurrency: { text: 'miners asked at the same time', flags: '--concurrency <number>', fallback: '16' },
  tasksAtOnce: { text: 'tasks of one miner in flight at the same time', fallback: '4' },
  scoresAtOnce: { text: 'miners whose answers are scored at the same time', fallback: '4' },
  retryDelayMs: {
    text: 'pause before the first retry of a step, in ms; doubles each time',
    fallback: '1000',
  },
  lockMs: { text: 'silence after which a step counts as dead and runs again, in ms', fallback: '10000' },
  stopMs: { text: 'time that running steps have to finish on a stop, in ms', fallback: '10000' },
  allowPrivateAddresses: {
    text: 'ask axons at private and loopback addresses: true or false',
    flags: '--allow-private <boolean>',
    fallback: 'true on a devnet, else false',
  },
  sessions: { text: 'sessions with miners: auto, require or off', fallback: 'auto' },
  requireMinerSignature: {
    text: "use only sessions whose handshake the miner's hotkey signed: true or false",
    fallback: 'false',
  },
  maxConnectionsPerMiner: { text: 'connections to one miner', fallback: '8' },
  maxMiners: { text: 'miners with open connections', fallback: '256' },
  maxConcurrent: { text: 'queries in flight at the same time, to all miners together', fallback: '1024' },
  'receipts.enabled': { text: 'collect the receipts of answers: true or false', fallback: 'true' },
  'receipts.maxAwaiting': { text: 'answers that wait for their receipt', fallback: '16384' },
  'receipts.maxBytes': { text: 'size of these answers, in bytes', fallback: '67108864' },
  'spool.above': { text: 'binary values of an answer that stay in memory, in bytes', fallback: '1048576' },
  'spool.maxBytes': { text: 'disk space for those of all answers, in bytes', fallback: '1073741824' },
  'spool.directory': {
    text: 'folder for their temporary files',
    fallback: 'the temporary folder of the system',
    path: 'file',
  },
  'metrics.port': {
    text: 'port of the metrics for Prometheus, and of the health',
    fallback: 'none: no metrics',
  },
  'metrics.host': { text: 'address of the metrics', fallback: '127.0.0.1' },
  'health.enabled': { text: 'serve /healthz and /readyz: true or false', fallback: 'true' },
  'health.port': {
    text: 'port of /healthz and /readyz, where there are no metrics',
    flags: '--health-port <number>',
    fallback: '0: a free one, which subnet doctor finds',
  },
  'health.host': { text: 'address of the health', fallback: '127.0.0.1' },
} as const satisfies SectionTexts
