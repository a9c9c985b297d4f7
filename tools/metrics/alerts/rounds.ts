import { type AlertGroup, rose, shareOf } from '../alert.js'

const failed = 'sum by (instance, job, step) (rate(steps_failed_total[15m]))'
const succeeded = 'sum by (instance, job, step) (rate(step_seconds_count[15m]))'

/** Alerts about the rounds of a validator, its queries and its steps. */
export const roundAlerts: AlertGroup = {
  name: 'subnetkit-rounds',
  heading: 'Rounds and queries',
  alerts: [
    {
      name: 'RoundsStopped',
      severity: 'critical',
      expr: 'health_check{check="rounds fold"} == 0',
      for: '2m',
      summary: 'No round of {{ $labels.instance }} is folded into scores',
      fix: 'Read the sentence and the fix of the check `rounds fold` at /healthz.',
      meaning: 'Scores stand still, and the next weights say what the last ones said.',
      causes: [
        'No miner can be reached: the network of this machine, or every miner refuses the validator.',
        'The task source or the rubric throws.',
        'Workers are missing: see WorkersMissing.',
      ],
      commands: ['curl -s http://<instance>/healthz', 'subnet doctor --netuid <netuid>'],
      fires: {
        series: { 'health_check{check="rounds fold"}': '1 0x10' },
        at: '5m',
        labels: { check: 'rounds fold' },
      },
      silent: { series: { 'health_check{check="rounds fold"}': '1 0 1x10' }, at: '5m' },
    },
    {
      name: 'RoundSkipped',
      severity: 'warning',
      expr: rose('rounds_skipped_total{code!="BEGAN_BEFORE_START"}', '1h'),
      summary: 'A round of {{ $labels.instance }} counted for nobody: {{ $labels.code }}',
      fix: 'Look the code up in docs/validator.md, and check the network and the permit of the validator.',
      meaning: 'Trouble of the validator is charged to no miner: the round is left out of the scores.',
      causes: [
        '`NOBODY_REACHED`: the network of this machine or its firewall.',
        '`REFUSED_BY_ALL`: its clock is wrong, or it has no permit.',
        '`ROUND_OVERTAKEN`: planning takes longer than a round.',
      ],
      commands: ['curl -s http://<instance>/healthz', 'subnet doctor --netuid <netuid>'],
      fires: {
        series: { 'rounds_skipped_total{code="NOBODY_REACHED"}': '_x70 1x10' },
        at: '75m',
        labels: { code: 'NOBODY_REACHED' },
      },
      silent: { series: { 'rounds_skipped_total{code="BEGAN_BEFORE_START"}': '_x70 1x10' }, at: '75m' },
    },
    {
      name: 'QueriesFail',
      severity: 'warning',
      expr: `${shareOf('queries_total{outcome!="scored"}', 'queries_total', '30m')} > 0.2`,
      for: '15m',
      summary:
        'A share of {{ $value }} of the queries of {{ $labels.instance }} gets no answer that can be scored',
      fix: 'Compare the outcomes: `absent` and `ours` point to the network, `refused` to the permit, `malformed` to the protocol.',
      meaning:
        'Miners that do not answer score nothing. If most fail at once, the cause is rather on this side.',
      causes: [
        'Registered miners that run no server: usual on a young subnet.',
        'The network of this machine.',
        'A version of the protocol that miners do not have yet.',
      ],
      commands: ['subnet doctor --netuid <netuid>', 'subnet metagraph <netuid>'],
      fires: {
        series: { 'queries_total{outcome="scored"}': '0+7x60', 'queries_total{outcome="absent"}': '0+3x60' },
        at: '50m',
        value: '0.3',
      },
      silent: {
        series: { 'queries_total{outcome="scored"}': '0+8x60', 'queries_total{outcome="absent"}': '0+2x60' },
        at: '50m',
      },
    },
    {
      name: 'QueriesMalformed',
      severity: 'warning',
      expr: `${shareOf('queries_total{outcome="malformed"}', 'queries_total', '30m')} > 0.2`,
      for: '5m',
      summary:
        'A share of {{ $value }} of the answers to {{ $labels.instance }} does not have the form of the protocol',
      fix: 'Compare the version of the protocol with that of the miners, and add a version of the synapse instead of changing it.',
      meaning:
        'A malformed answer scores nothing. One miner that does so is its own affair; a fifth of all is a change of the protocol.',
      causes: [
        'A synapse changed without a new version.',
        'A popular miner has a bug.',
        'A flood of miners that earn by registering only.',
      ],
      commands: ['subnet explain <miner> --netuid <netuid>', 'subnet miner-test --netuid <netuid>'],
      fires: {
        series: {
          'queries_total{outcome="scored"}': '0+7x60',
          'queries_total{outcome="malformed"}': '0+3x60',
        },
        at: '50m',
        value: '0.3',
      },
      silent: {
        series: { 'queries_total{outcome="scored"}': '0+7x60', 'queries_total{outcome="absent"}': '0+3x60' },
        at: '50m',
      },
    },
    {
      name: 'QueriesOurs',
      severity: 'warning',
      expr: `${shareOf('queries_total{outcome="ours"}', 'queries_total', '30m')} > 0.05`,
      for: '5m',
      summary: 'A share of {{ $value }} of the queries fails on the side of {{ $labels.instance }}',
      fix: 'Read the codes of the failures in the log, and give the machine what they ask for: descriptors, memory, CPU or network.',
      meaning: 'These queries count for no miner: fewer miners are scored in each round than were asked.',
      causes: [
        'Too many queries at once for the machine.',
        'Files or sockets ran out.',
        'The network of this machine.',
      ],
      commands: ['subnet doctor --netuid <netuid>', 'ulimit -n'],
      fires: {
        series: { 'queries_total{outcome="scored"}': '0+9x60', 'queries_total{outcome="ours"}': '0+1x60' },
        at: '50m',
        value: '0.1',
      },
      silent: {
        series: { 'queries_total{outcome="scored"}': '0+19x60', 'queries_total{outcome="ours"}': '0+1x60' },
        at: '50m',
      },
    },
    {
      name: 'StepsFail',
      severity: 'warning',
      expr: `${failed} / (${failed} + (${succeeded} or ${failed} * 0)) > 0.2`,
      for: '15m',
      summary:
        'A share of {{ $value }} of the attempts of step {{ $labels.step }} fails on {{ $labels.instance }}',
      fix: 'Read the code of the failures in `steps_failed_total`, and look it up in docs/errors.md.',
      meaning:
        'Failed attempts are repeated for as long as their work is worth something. A share above a fifth makes rounds late.',
      causes: [
        'A database, queue or chain that answers slowly.',
        'A judge or a data source of the rubric that is down.',
      ],
      commands: ['subnet doctor --netuid <netuid>'],
      fires: {
        series: {
          'steps_failed_total{step="score",code="UNEXPECTED"}': '0+3x60',
          'step_seconds_count{step="score"}': '0+7x60',
        },
        at: '40m',
        labels: { step: 'score' },
        value: '0.3',
      },
      silent: {
        series: {
          'steps_failed_total{step="score",code="UNEXPECTED"}': '0+2x60',
          'step_seconds_count{step="score"}': '0+8x60',
        },
        at: '40m',
      },
    },
    {
      name: 'JobsFailed',
      severity: 'warning',
      expr: rose('jobs_failed_total', '1h'),
      summary: 'A job of step {{ $labels.step }} failed for good on {{ $labels.instance }}',
      fix: 'Look the code of the failure up in docs/errors.md: the log has it with its job.',
      meaning: 'The work of the job is lost: its miner keeps its score, or the round has no weights.',
      causes: ['A defect of the rubric or the task source.', 'Trouble that lasted longer than the round.'],
      commands: ['subnet doctor --netuid <netuid>'],
      fires: {
        series: { 'jobs_failed_total{step="score"}': '_x70 1x10' },
        at: '75m',
        labels: { step: 'score' },
      },
      silent: { series: { 'jobs_failed_total{step="score"}': '1x130' }, at: '125m' },
    },
    {
      name: 'MinersUnscored',
      severity: 'warning',
      expr: 'increase(miners_unscored_total[1h]) > 0',
      for: '5m',
      summary:
        'Answers of {{ $value }} miners were not scored by {{ $labels.instance }} in the time of their round',
      fix: 'Add workers for scoring, or make rounds longer.',
      meaning:
        'These miners keep their former scores. Where it happens each round, scores follow the miners slowly.',
      causes: ['Scoring takes longer than a round.', 'Workers for `score` are missing.'],
      commands: ['subnet worker --queues score', 'subnet doctor --netuid <netuid>'],
      fires: { series: { miners_unscored_total: '0x70 12x20' }, at: '80m', value: '12' },
      silent: { series: { miners_unscored_total: '12x90' }, at: '80m' },
    },
  ],
}
