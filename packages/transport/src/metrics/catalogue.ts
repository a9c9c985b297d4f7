import type { MetricSpec } from './metric-spec.js'

const codeOfErrors = { code: 'code' } as const
/** From a loopback call to the longest deadline of a query, in seconds. */
const callSeconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5, 12, 30] as const

/** Metrics of every process. prom-client has its own, whose names `promtool check metrics` refuses. */
export const processMetrics = {
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Resident memory of the process.',
    labels: {},
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'Time that the process has spent on CPUs.',
    labels: {},
  },
  event_loop_p99_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: '99th percentile of the delay of the event loop since the last scrape.',
    labels: {},
  },
} as const satisfies Record<string, MetricSpec>

/** Metrics of a miner. */
export const minerMetrics = {
  subnetkit_miner_requests_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests answered, by synapse and by OK or the code of the refusal.',
    labels: { synapse: 'synapse', code: 'code' },
  },
  subnetkit_miner_request_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the headers of a request to its answer, of those that were served.',
    labels: { synapse: 'synapse' },
    buckets: callSeconds,
  },
  subnetkit_miner_verification_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time to check a signature with its nonce, or the MAC of a session.',
    labels: { kind: ['signature', 'session'] },
    buckets: [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.005, 0.02],
  },
  subnetkit_miner_body_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    help: 'Bytes of bodies, received and sent.',
    labels: { direction: ['received', 'sent'] },
  },
  subnetkit_miner_ready: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the miner serves: it has a metagraph and is not closing.',
    labels: {},
  },
  subnetkit_miner_handlers_running: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests in handlers.',
    labels: {},
  },
  subnetkit_miner_handlers_waiting: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests that wait for a handler.',
    labels: {},
  },
  subnetkit_miner_connections: {
    type: 'gauge',
    unit: 'connections',
    help: 'Open connections.',
    labels: {},
  },
  subnetkit_miner_requests_receiving: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests being received and verified.',
    labels: {},
  },
} as const satisfies Record<string, MetricSpec>

/** Metrics of a miner that gives receipts. */
export const receiptMetrics = {
  subnetkit_miner_receipts_answers_total: {
    type: 'counter',
    unit: 'answers',
    help: 'Answers counted for a receipt.',
    labels: {},
  },
  subnetkit_miner_receipts_batches_total: {
    type: 'counter',
    unit: 'batches',
    help: 'Batches of receipts that were signed.',
    labels: {},
  },
  subnetkit_miner_receipts_unsigned_total: {
    type: 'counter',
    unit: 'answers',
    help: 'Answers without a receipt, since their batch could not be signed.',
    labels: {},
  },
  subnetkit_miner_receipts_dropped_total: {
    type: 'counter',
    unit: 'receipts',
    help: 'Receipts forgotten before an answer carried them.',
    labels: {},
  },
  subnetkit_miner_receipts_kept: {
    type: 'gauge',
    unit: 'receipts',
    help: 'Receipts kept for their callers.',
    labels: {},
  },
} as const satisfies Record<string, MetricSpec>

const queues = ['rounds', 'query', 'score', 'other'] as const
const steps = ['plan', 'query', 'score', 'fold', 'weights', 'outbox', 'other'] as const

/** Metrics of validators, coordinators and workers; each counts what it does itself. */
export const sharedMetrics = {
  miners_unasked_total: {
    type: 'counter',
    unit: 'miners',
    help: 'Miners that a round had no room or time for. They keep their scores.',
    labels: {},
  },
  step_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that a successful attempt of a step took.',
    labels: { step: steps },
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 5, 15, 60, 300],
  },
  steps_failed_total: {
    type: 'counter',
    unit: 'attempts',
    help: 'Attempts of steps that failed, by step and code; most are retried.',
    labels: { step: steps, code: 'code' },
  },
  jobs_failed_total: {
    type: 'counter',
    unit: 'jobs',
    help: 'Jobs that failed for good.',
    labels: { step: steps },
  },
  activation_behind: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the owner has activated a version of the subnet, or a package of it, that this validator does not have, else 0.',
    labels: {},
  },
  troubles_total: {
    type: 'counter',
    unit: 'events',
    help: 'Trouble of the validator itself, which no miner pays for, by code; trouble that lasts counts once.',
    labels: codeOfErrors,
  },
  queue_depth: {
    type: 'gauge',
    unit: 'jobs',
    help: 'Jobs of a queue, by state.',
    labels: { queue: queues, state: ['waiting', 'active', 'delayed', 'failed'] },
  },
  queue_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest job that waits in a queue.',
    labels: { queue: queues },
  },
  store_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Size of the tables, with those of an embedded queue.',
    labels: {},
  },
  receipts_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Size of the tables of answers and receipts.',
    labels: {},
  },
  store_disk_used_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Used share of the disk that an embedded store is on, 0 to 1.',
    labels: {},
  },
  round_length_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Time from one round to the next at the block time that was measured; of a worker, the time that a job may wait.',
    labels: {},
  },
  health_check: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 for a check of the health that passes, 0 for one that fails.',
    labels: {
      check: [
        'blocks arrive',
        'jobs move',
        'rounds fold',
        'weights are recent',
        'activated version',
        'registered',
        'permit',
        'lease held',
        'workers attached',
        'store writable',
        'signer answers',
      ],
    },
  },
} as const satisfies Record<string, MetricSpec>

/** Metrics of those that follow the chain. */
export const coordinatorMetrics = {
  similarity_flags_total: {
    type: 'counter',
    unit: 'flags',
    help: 'Flags of answers that are too much alike, by kind. No score follows from them.',
    labels: { kind: ['near-duplicate', 'same-answer', 'relay-timing', 'identical-errors'] },
  },
  chain_last_block_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Unix time at which the newest block arrived, or the process started if none has come since.',
    labels: {},
  },
  chain_best_block: {
    type: 'gauge',
    unit: 'blocks',
    help: 'Number of the newest block.',
    labels: {},
  },
  chain_finalized_lag_blocks: {
    type: 'gauge',
    unit: 'blocks',
    help: 'Blocks between the newest and the newest final one.',
    labels: {},
  },
  chain_reconnects_total: {
    type: 'counter',
    unit: 'connections',
    help: 'Times that the connection to the chain was made again.',
    labels: {},
  },
  round_state: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 for the state of the newest round.',
    labels: { state: ['open', 'planned', 'folded', 'skipped'] },
  },
  round_first_block: {
    type: 'gauge',
    unit: 'blocks',
    help: 'First block of the newest round.',
    labels: {},
  },
  rounds_total: {
    type: 'counter',
    unit: 'rounds',
    help: 'Rounds that are over, by their end.',
    labels: { state: ['folded', 'skipped'] },
  },
  rounds_skipped_total: {
    type: 'counter',
    unit: 'rounds',
    help: 'Rounds that were skipped and count for no miner, by the reason.',
    labels: codeOfErrors,
  },
  round_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the plan of a round to its fold.',
    labels: {},
    buckets: [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200],
  },
  miners_unscored_total: {
    type: 'counter',
    unit: 'miners',
    help: 'Miners whose answers were not scored in the time of their round. They keep their scores.',
    labels: {},
  },
  jobs_refilled_total: {
    type: 'counter',
    unit: 'jobs',
    help: 'Due jobs that the queue did not have, added from the store.',
    labels: {},
  },
  weights_last_included_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Unix time at which weights, or their commit, were last seen in a final block.',
    labels: {},
  },
  weights_last_revealed_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Unix time at which committed weights were last seen revealed.',
    labels: {},
  },
  weights_age_blocks: {
    type: 'gauge',
    unit: 'blocks',
    help: 'Blocks since the chain last took weights of the validator.',
    labels: {},
  },
  weights_age_limit_blocks: {
    type: 'gauge',
    unit: 'blocks',
    help: 'Blocks after which weights are late: 1.5 times the tempo, or the interval of the validator if that is longer.',
    labels: {},
  },
  weights_refused_total: {
    type: 'counter',
    unit: 'weights',
    help: 'Weights that will not count, by code.',
    labels: codeOfErrors,
  },
  outbox_open: {
    type: 'gauge',
    unit: 'weights',
    help: 'Weights on their way to the chain: decided, and neither confirmed nor given up.',
    labels: {},
  },
  registered: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the hotkey has a uid on the subnet.',
    labels: {},
  },
  validator_permit: {
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the hotkey has a validator permit.',
    labels: {},
  },
  vtrust: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Validator trust in the last epoch, 0 to 1.',
    labels: {},
  },
  incentive: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of the incentive in the last epoch, 0 to 1.',
    labels: {},
  },
} as const satisfies Record<string, MetricSpec>

/** Metrics of those that ask and score. */
export const workerMetrics = {
  queries_total: {
    type: 'counter',
    unit: 'tasks',
    help: 'Tasks of miners that are over, by outcome.',
    labels: { outcome: ['scored', 'absent', 'malformed', 'refused', 'ours'] },
  },
  query_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from a query to its answer, of answers that came in time.',
    labels: {},
    buckets: callSeconds,
  },
  score: {
    type: 'histogram',
    unit: 'score',
    help: 'Scores of answers, 0 to 1.',
    labels: {},
    buckets: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  },
} as const satisfies Record<string, MetricSpec>

/** Metrics of validators, coordinators and workers; each process has those of its role. */
export const validatorMetrics = { ...sharedMetrics, ...coordinatorMetrics, ...workerMetrics } as const

const asked = {
  subnet: 'subnet',
  endpoint: [
    ...['chat', 'completions', 'embeddings', 'images', 'responses', 'files', 'models', 'key', 'receipts'],
    ...['subnets', 'health', 'other'],
  ],
  mode: ['none', 'plain', 'vote', 'best', 'cascade', 'panel', 'other'],
} as const

/** Metrics of gateways. No label holds a key, a hotkey or a name that a client chose. */
export const gatewayMetrics = {
  gateway_requests_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests that are over, by the subnet they were for and their status; 499 for a client that left.',
    labels: {
      ...asked,
      status: ['200', '204', '400', '401', '403', '404', '413', '429', '499', '500', '502', '503', '504'],
    },
  },
  gateway_request_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the headers of a request to the end of its response.',
    labels: asked,
    buckets: callSeconds,
  },
  gateway_ttft_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the headers of a request to the first part of an answer that the client can use.',
    labels: asked,
    buckets: callSeconds,
  },
  gateway_miner_calls_total: {
    type: 'counter',
    unit: 'calls',
    help: 'Calls of miners that have ended, by outcome and by why they were made.',
    labels: {
      outcome: ['good', 'late', 'unreachable', 'unusable', 'unfit', 'cancelled', 'ours', 'other'],
      reason: ['first', 'retry', 'hedge', 'vote', 'probe', 'other'],
    },
  },
  gateway_hedge_wins_total: {
    type: 'counter',
    unit: 'calls',
    help: 'Hedges whose answer was there before that of the first miner.',
    labels: {},
  },
  gateway_agreement_ratio: {
    type: 'histogram',
    unit: 'ratio',
    help: 'Share of the answers to one question that agree with the one that the client got, in modes that ask several miners.',
    labels: {},
    buckets: [0.2, 0.34, 0.5, 0.67, 0.8, 0.9, 1],
  },
  gateway_benched_miners: {
    type: 'gauge',
    unit: 'miners',
    help: 'Miners that are not asked for a while, since they failed.',
    labels: {},
  },
  gateway_tokens_total: {
    type: 'counter',
    unit: 'tokens',
    help: 'Counted tokens of requests that were answered, and of their answers.',
    labels: { direction: ['prompt', 'completion'] },
  },
  gateway_spend_microcredits_total: {
    type: 'counter',
    unit: 'micro-credits',
    help: 'Micro-credits that keys were charged.',
    labels: {},
  },
  gateway_reserved_microcredits: {
    type: 'gauge',
    unit: 'micro-credits',
    help: 'Micro-credits that are set aside for requests that run.',
    labels: {},
  },
  gateway_limited_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests that were refused by a limit: a rate, a budget of the key, or the budget of the call.',
    labels: { kind: ['rate', 'quota', 'call'] },
  },
  gateway_streams_open: {
    type: 'gauge',
    unit: 'streams',
    help: 'Streams of answers that have begun and not ended.',
    labels: {},
  },
} as const satisfies Record<string, MetricSpec>

/** Every metric there is, by the process that has it. `docs/metrics.md` is written from it. */
export const metricCatalogue = {
  'Every process': processMetrics,
  Miners: minerMetrics,
  'Miners that give receipts': receiptMetrics,
  'Validators, coordinators and workers': sharedMetrics,
  'Validators and coordinators': coordinatorMetrics,
  'Validators and workers': workerMetrics,
  Gateways: gatewayMetrics,
} as const
