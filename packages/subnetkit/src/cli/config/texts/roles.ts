import type { SectionTexts } from './setting-text.js'

/** Rounds and weights: for what plans and folds. */
const roundTexts = {
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
  lease: {
    text: 'sign weights only while this store holds the lease of the hotkey on chain: true or false',
    flags: '--lease <boolean>',
    fallback: 'true; false on a devnet',
  },
  tasksAtOnce: { text: 'tasks of one miner in flight at the same time', fallback: '4' },
  maxAnswerBytes: {
    text: 'answers that wait to be scored, such as 500MB; at this size no further miner is asked',
    flags: '--max-answer-bytes <size>',
    fallback: '2GB',
  },
  keepRounds: { text: 'rounds whose receipts are kept', fallback: '200' },
  keepBlocks: { text: 'blocks for which they are kept at most', fallback: 'no limit' },
  keepBytes: {
    text: 'size of the receipts that are kept, in bytes; beyond it the oldest rounds go',
    fallback: 'no limit',
  },
  keepBodyChars: {
    text: 'characters kept of each question and answer; a larger one is cut, and no replay scores it again',
    fallback: '16384',
  },
  'retention.hashes': {
    text: 'rounds whose receipts are kept with hashes, scores and parts, instead of keepRounds',
    fallback: 'keepRounds',
  },
  'retention.bodies': {
    text: 'rounds whose questions and answers are kept; beyond them those of a sample, of what was not scored and of flagged miners',
    fallback: 'as many as there are receipts of',
  },
  'sampling.kind': { text: 'which miners a round asks: all, stalest or weighted', fallback: 'all' },
  'sampling.count': { text: 'miners that a round asks, unless it asks all' },
  'sampling.by': { text: 'weight of a miner in weighted sampling: stake or score' },
  'sampling.floor': { text: 'lowest weight of a miner, as a share of the mean', fallback: '0.1' },
  'sampling.within': {
    text: 'rounds within which weighted sampling asks every miner',
    fallback: 'four times the miners divided by the count',
  },
  'budgets.requests': { text: 'requests of a round', fallback: 'no limit' },
  'budgets.bytes': { text: 'bytes of a round, such as 64MB', fallback: 'no limit' },
  'budgets.seconds': {
    text: 'seconds of a round that miners take to answer, all requests added up',
    fallback: 'no limit',
  },
  'budgets.cost': { text: 'costs of a round, as synapses declare them', fallback: 'no limit' },
  'budgets.tasksPerMiner': {
    text: 'tasks of one miner in a round',
    fallback: 'those that the subnet draws',
  },
} as const satisfies SectionTexts

/** Work on single miners. */
const workTexts = {
  concurrency: { text: 'miners asked at the same time', flags: '--concurrency <number>', fallback: '16' },
  scoresAtOnce: { text: 'miners whose answers are scored at the same time', fallback: '4' },
} as const satisfies SectionTexts

/** Steps of either. */
const stepTexts = {
  retryDelayMs: {
    text: 'pause before the first retry of a step, in ms; doubles each time, up to 5 s',
    fallback: '1000',
  },
  lockMs: { text: 'silence after which a step counts as dead and runs again, in ms', fallback: '10000' },
  stopMs: { text: 'time that running steps have to finish on a stop, in ms', fallback: '10000' },
} as const satisfies SectionTexts

const addressTexts = {
  allowPrivateAddresses: {
    text: 'ask axons at private and loopback addresses: true or false',
    flags: '--allow-private <boolean>',
    fallback: 'true on a devnet, else false',
  },
} as const satisfies SectionTexts

/** Settings for the queries to miners. */
const clientTexts = {
  sessions: { text: 'sessions with miners: auto, require or off', fallback: 'auto' },
  requireMinerSignature: {
    text: "use only sessions whose handshake the miner's hotkey signed: true or false",
    fallback: 'false',
  },
  maxConnectionsPerMiner: {
    text: 'connections to one miner',
    fallback: '8, or validator.tasksAtOnce if that is more',
  },
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
} as const satisfies SectionTexts

/** Settings for monitoring. */
const operateTexts = {
  'metrics.port': {
    text: 'port of metrics, apart from that of callers',
    flags: '--metrics-port <number>',
    fallback: 'no metrics',
  },
  'metrics.host': { text: 'address of the metrics', fallback: '127.0.0.1' },
  'health.enabled': { text: 'serve /healthz and /readyz: true or false', fallback: 'true' },
  'health.port': {
    text: 'port of /healthz and /readyz, where there are no metrics',
    flags: '--health-port <number>',
    fallback: '0: a free one, which subnet doctor finds',
  },
  'health.host': { text: 'address of the health', fallback: '127.0.0.1' },
  telemetry: { text: 'traces for the OpenTelemetry SDK of the process: true or false', fallback: 'false' },
} as const satisfies SectionTexts

/** Settings of the pages that show a process to a browser. */
const dashboardTexts = {
  'dashboard.enabled': {
    text: 'serve the dashboard: true or false',
    fallback: 'true where another setting of it is given, else false',
  },
  'dashboard.port': { text: 'port of the dashboard', fallback: '9470' },
  'dashboard.host': {
    text: 'address of the dashboard; beyond this machine it needs a token',
    fallback: '127.0.0.1',
  },
  'dashboard.token': {
    text: 'text of at least 16 characters that a reader pastes once',
    fallback: 'none: everybody on this machine may read',
  },
  'dashboard.hosts': {
    text: "names by which browsers may reach it besides addresses, localhost and the machine's name",
    fallback: 'none',
  },
} as const satisfies SectionTexts

/** Settings for the score records of miners. */
const recordsTexts = {
  'records.port': {
    text: 'port at which each miner gets its own score records',
    flags: '--records-port <number>',
    fallback: 'none is served',
  },
  'records.host': { text: 'address of the same', flags: '--records-host <address>', fallback: '127.0.0.1' },
  'records.publicHost': {
    text: 'IP address to publish as the axon of the validator, where miners find it',
    fallback: 'nothing is published',
  },
  'records.publicPort': { text: 'port to publish with it', fallback: 'that of records.port' },
} as const satisfies SectionTexts

export const validatorTexts = {
  ...roundTexts,
  ...workTexts,
  ...addressTexts,
  ...stepTexts,
  ...clientTexts,
  ...operateTexts,
  ...recordsTexts,
  ...dashboardTexts,
} as const satisfies SectionTexts

export const coordinatorTexts = {
  ...roundTexts,
  scoreLabel: {
    text: 'label that workers need to score, such as gpu',
    flags: '--score-label <label>',
    fallback: 'none, so that every worker scores',
  },
  ...addressTexts,
  ...stepTexts,
  ...operateTexts,
  ...recordsTexts,
  ...dashboardTexts,
} as const satisfies SectionTexts

export const workerTexts = {
  queues: {
    text: 'kinds of jobs that it takes: query, score, or both, separated by commas',
    flags: '--queues <kinds>',
    fallback: 'query,score',
  },
  label: {
    text: 'label of this worker; with it, it also takes the score jobs that need that label',
    flags: '--label <label>',
    fallback: 'none',
  },
  ...workTexts,
  ...addressTexts,
  ...stepTexts,
  ...clientTexts,
  ...operateTexts,
} as const satisfies SectionTexts
