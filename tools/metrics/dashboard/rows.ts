import { of, quantile, type Row, rateBy } from './panel.js'

const each = '{{instance}}'

/** Rows of the dashboard, from the question that an operator has first. */
export const rows: readonly Row[] = [
  {
    title: 'Is it earning?',
    panels: [
      {
        title: 'Since the newest block',
        kind: 'stat',
        description: 'A block comes every 12 s; 60 s are an alarm.',
        unit: 's',
        limits: { warn: 30, bad: 60 },
        targets: [{ expr: `time() - ${of('chain_last_block_timestamp_seconds')}`, legend: each }],
      },
      {
        title: 'Blocks since weights',
        kind: 'stat',
        description: 'Blocks since the chain last took weights; 500 are a warning and 1,000 an alarm.',
        unit: 'short',
        limits: { warn: 500, bad: 1_000 },
        targets: [{ expr: of('weights_age_blocks'), legend: each }],
      },
      {
        title: 'Validator trust',
        kind: 'graph',
        description: 'Share of the weights that consensus accepts; dividends fall with it.',
        unit: 'percentunit',
        targets: [{ expr: of('vtrust'), legend: each }],
      },
      {
        title: 'Incentive',
        kind: 'graph',
        description: 'Share of the incentive of the subnet in the last epoch.',
        unit: 'percentunit',
        targets: [{ expr: of('incentive'), legend: each }],
      },
      {
        title: 'Checks that fail',
        kind: 'graph',
        description: 'Checks of /healthz that fail, by name; none is well.',
        unit: 'short',
        targets: [{ expr: `1 - ${of('health_check')} == 1`, legend: `{{check}} ${each}` }],
      },
      {
        title: 'Registered, permit, version',
        kind: 'graph',
        description: '1 while registered, 1 while there is a permit, and 1 while the version is behind.',
        unit: 'short',
        targets: [
          { expr: of('registered'), legend: `registered ${each}` },
          { expr: of('validator_permit'), legend: `permit ${each}` },
          { expr: of('activation_behind'), legend: `behind ${each}` },
        ],
      },
    ],
  },
  {
    title: 'Weights',
    panels: [
      {
        title: 'Age of weights and its limit',
        kind: 'graph',
        description: 'Weights are late above the limit.',
        unit: 'short',
        targets: [
          { expr: of('weights_age_blocks'), legend: `age ${each}` },
          { expr: of('weights_age_limit_blocks'), legend: `limit ${each}` },
        ],
      },
      {
        title: 'Last included and revealed',
        kind: 'stat',
        description: 'Time since weights were last included, and since a commit was last revealed.',
        unit: 's',
        targets: [
          { expr: `time() - ${of('weights_last_included_timestamp_seconds')}`, legend: `included ${each}` },
          { expr: `time() - ${of('weights_last_revealed_timestamp_seconds')}`, legend: `revealed ${each}` },
        ],
      },
      {
        title: 'Weights on their way',
        kind: 'graph',
        description: 'Entries of the outbox that are neither confirmed nor given up.',
        unit: 'short',
        targets: [{ expr: of('outbox_open'), legend: each }],
      },
      {
        title: 'Weights refused within an hour',
        kind: 'graph',
        description: 'By code.',
        unit: 'short',
        targets: [{ expr: `increase(${of('weights_refused_total')}[1h])`, legend: `{{code}} ${each}` }],
      },
    ],
  },
  {
    title: 'Rounds and queries',
    panels: [
      {
        title: 'State of the newest round',
        kind: 'graph',
        description: 'The state that is 1.',
        unit: 'short',
        targets: [{ expr: `${of('round_state')} == 1`, legend: `{{state}} ${each}` }],
      },
      {
        title: 'Time of a round',
        kind: 'graph',
        description: 'From the plan to the fold, and the time from one round to the next.',
        unit: 's',
        targets: [
          { expr: quantile(0.5, 'round_seconds_bucket', ', instance'), legend: `median ${each}` },
          { expr: of('round_length_seconds'), legend: `length ${each}` },
        ],
      },
      {
        title: 'Queries by outcome',
        kind: 'graph',
        description: 'Absent, refused, malformed and our own trouble are four things.',
        unit: 'ops',
        targets: [{ expr: rateBy('outcome', 'queries_total'), legend: '{{outcome}}' }],
      },
      {
        title: 'Time of a query',
        kind: 'graph',
        description: 'Of answers that came in time.',
        unit: 's',
        targets: [
          { expr: quantile(0.5, 'query_seconds_bucket'), legend: 'median' },
          { expr: quantile(0.99, 'query_seconds_bucket'), legend: '99 %' },
        ],
      },
      {
        title: 'Scores',
        kind: 'graph',
        description: 'Quartiles of the scores of answers.',
        unit: 'percentunit',
        targets: [0.25, 0.5, 0.75].map((share) => ({
          expr: quantile(share, 'score_bucket'),
          legend: `${share * 100} %`,
        })),
      },
      {
        title: 'Rounds and miners left out',
        kind: 'graph',
        description: 'Within an hour.',
        unit: 'short',
        targets: [
          { expr: `increase(${of('rounds_skipped_total')}[1h])`, legend: `skipped {{code}} ${each}` },
          { expr: `increase(${of('miners_unasked_total')}[1h])`, legend: `not asked ${each}` },
          { expr: `increase(${of('miners_unscored_total')}[1h])`, legend: `not scored ${each}` },
        ],
      },
      {
        title: 'Steps that fail',
        kind: 'graph',
        description: 'Attempts, by step and code; most are repeated.',
        unit: 'ops',
        targets: [{ expr: rateBy('step, code', 'steps_failed_total'), legend: '{{step}} {{code}}' }],
      },
      {
        title: 'Trouble of our own',
        kind: 'graph',
        description: 'Within an hour, by code.',
        unit: 'short',
        targets: [{ expr: `increase(${of('troubles_total')}[1h])`, legend: `{{code}} ${each}` }],
      },
    ],
  },
  {
    title: 'Queue, store and process',
    panels: [
      {
        title: 'Jobs',
        kind: 'graph',
        description: 'By queue and state. A queue that does not answer shows none.',
        unit: 'short',
        targets: [{ expr: of('queue_depth'), legend: `{{queue}} {{state}} ${each}` }],
      },
      {
        title: 'Oldest job',
        kind: 'graph',
        description: 'A job that waits longer than a round is done too late.',
        unit: 's',
        targets: [{ expr: of('queue_oldest_age_seconds'), legend: `{{queue}} ${each}` }],
      },
      {
        title: 'Store',
        kind: 'graph',
        description: 'All tables, and those of answers and receipts.',
        unit: 'bytes',
        targets: [
          { expr: of('store_bytes'), legend: `all ${each}` },
          { expr: of('receipts_bytes'), legend: `receipts ${each}` },
        ],
      },
      {
        title: 'Disk of the store',
        kind: 'stat',
        description: 'Used share of the disk that an embedded store is on.',
        unit: 'percentunit',
        limits: { warn: 0.8, bad: 0.95 },
        targets: [{ expr: of('store_disk_used_ratio'), legend: each }],
      },
      {
        title: 'Memory',
        kind: 'graph',
        description: 'Resident memory.',
        unit: 'bytes',
        targets: [{ expr: of('process_resident_memory_bytes'), legend: each }],
      },
      {
        title: 'CPU',
        kind: 'graph',
        description: 'Cores in use.',
        unit: 'short',
        targets: [{ expr: rateBy('instance', 'process_cpu_seconds_total'), legend: each }],
      },
      {
        title: 'Delay of the event loop',
        kind: 'graph',
        description: 'One call in a hundred waits this long.',
        unit: 's',
        targets: [{ expr: of('event_loop_p99_seconds'), legend: each }],
      },
      {
        title: 'Chain',
        kind: 'graph',
        description: 'Blocks that are not final yet, and connections made within an hour.',
        unit: 'short',
        targets: [
          { expr: of('chain_finalized_lag_blocks'), legend: `not final ${each}` },
          { expr: `increase(${of('chain_reconnects_total')}[1h])`, legend: `connections ${each}` },
        ],
      },
    ],
  },
  {
    title: 'Miners',
    panels: [
      {
        title: 'Requests by code',
        kind: 'graph',
        description: 'OK, or the code of the refusal.',
        unit: 'ops',
        targets: [
          { expr: rateBy('synapse, code', 'subnetkit_miner_requests_total'), legend: '{{synapse}} {{code}}' },
        ],
      },
      {
        title: 'Time of a request',
        kind: 'graph',
        description: '99 in 100 requests that were served took less.',
        unit: 's',
        targets: [
          {
            expr: quantile(0.99, 'subnetkit_miner_request_seconds_bucket', ', synapse'),
            legend: '{{synapse}}',
          },
        ],
      },
      {
        title: 'Handlers',
        kind: 'graph',
        description: 'Requests in handlers, and those that wait for one.',
        unit: 'short',
        targets: [
          { expr: of('subnetkit_miner_handlers_running'), legend: `running ${each}` },
          { expr: of('subnetkit_miner_handlers_waiting'), legend: `waiting ${each}` },
        ],
      },
      {
        title: 'Ready',
        kind: 'stat',
        description: '1 while the miner serves.',
        unit: 'none',
        targets: [{ expr: of('subnetkit_miner_ready'), legend: each }],
      },
    ],
  },
  {
    title: 'Gateways',
    panels: [
      {
        title: 'Requests by status',
        kind: 'graph',
        description: '499 is a client that left.',
        unit: 'ops',
        targets: [
          { expr: rateBy('subnet, status', 'gateway_requests_total'), legend: '{{subnet}} {{status}}' },
        ],
      },
      {
        title: 'Time to the first part of an answer',
        kind: 'graph',
        description: 'From the headers of a request to the first part that the client can use.',
        unit: 's',
        targets: [
          { expr: quantile(0.5, 'gateway_ttft_seconds_bucket', ', subnet'), legend: 'median {{subnet}}' },
          { expr: quantile(0.95, 'gateway_ttft_seconds_bucket', ', subnet'), legend: '95 % {{subnet}}' },
        ],
      },
      {
        title: 'Calls of miners',
        kind: 'graph',
        description: 'By outcome and by why they were made.',
        unit: 'ops',
        targets: [
          { expr: rateBy('outcome, reason', 'gateway_miner_calls_total'), legend: '{{reason}} {{outcome}}' },
        ],
      },
      {
        title: 'Benched miners and open streams',
        kind: 'graph',
        description: 'Benched miners are not asked for a while, since they failed.',
        unit: 'short',
        targets: [
          { expr: of('gateway_benched_miners'), legend: `benched ${each}` },
          { expr: of('gateway_streams_open'), legend: `streams ${each}` },
        ],
      },
      {
        title: 'Tokens',
        kind: 'graph',
        description: 'Of questions and of answers.',
        unit: 'ops',
        targets: [{ expr: rateBy('direction', 'gateway_tokens_total'), legend: '{{direction}}' }],
      },
      {
        title: 'Refused by a limit',
        kind: 'graph',
        description: 'A rate, a budget of the key, or the budget of the call.',
        unit: 'ops',
        targets: [{ expr: rateBy('kind', 'gateway_limited_total'), legend: '{{kind}}' }],
      },
    ],
  },
]
