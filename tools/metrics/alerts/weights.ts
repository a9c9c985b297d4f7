import { type Alert, type AlertGroup, rose } from '../alert.js'

/**
 * Ages that users of taostats watch. Where the tempo, the rate limit of the subnet or the settings of the validator let weights of one in
 * good health reach them, an age is a mark beyond that limit only. Without a limit, as before the chain was read, it counts alone.
 */
const ages = [
  [
    100,
    'info',
    'The weights are older than the subnet and the settings of the validator explain: the first mark to look at.',
  ],
  [
    500,
    'warning',
    'Consensus counts weights of this age, but those of the others are newer, and validator trust falls.',
  ],
  [
    1_000,
    'critical',
    'The weights are hours old. On many subnets, weights beyond the activity cutoff stop counting, and dividends end.',
  ],
] as const

const ageCauses = [
  'Weights are refused: see the alerts WeightsRefused and RevealMissed.',
  'No round was folded: see RoundsStopped.',
  'The chain stands still: see ChainStalled.',
]
const ageCommands = ['subnet weights status --netuid <netuid>', 'subnet doctor --netuid <netuid>']

/** Weights of 1,000 blocks are an alarm whatever the subnet and the settings allow. */
const isAlwaysLate = (blocks: number): boolean => blocks >= 1_000

const ageAlerts = ages.map(
  ([blocks, severity, meaning]): Alert => ({
    name: `WeightsOver${blocks}Blocks`,
    severity,
    expr: isAlwaysLate(blocks)
      ? `weights_age_blocks > ${blocks}`
      : `weights_age_blocks > ${blocks} unless on (instance, job) weights_age_blocks <= on (instance, job) weights_age_limit_blocks`,
    for: '5m',
    summary: `The chain took no weights of {{ $labels.instance }} for {{ $value }} blocks`,
    fix: 'Run `subnet weights status`, which names the stage at which the newest weights stand.',
    meaning,
    causes: ageCauses,
    commands: ageCommands,
    fires: {
      series: {
        weights_age_blocks: `${blocks + 1}x10`,
        ...(!isAlwaysLate(blocks) && { weights_age_limit_blocks: `${blocks}x10` }),
      },
      at: '6m',
      value: String(blocks + 1),
    },
    // A validator in good health, which sets weights as often as its subnet lets it.
    silent: isAlwaysLate(blocks)
      ? { series: { weights_age_blocks: `${blocks}x10` }, at: '6m' }
      : {
          series: { weights_age_blocks: `${blocks - 10}+5x10`, weights_age_limit_blocks: '540x10' },
          at: '10m',
        },
  }),
)

/** Alerts about weights on their way to the chain. */
export const weightsAlerts: AlertGroup = {
  name: 'subnetkit-weights',
  heading: 'Weights',
  alerts: [
    {
      name: 'LeaseLacking',
      severity: 'critical',
      expr: 'health_check{check="lease held"} == 0',
      for: '5m',
      summary: 'The store of {{ $labels.instance }} does not hold the lease of its hotkey, and signs nothing',
      fix: 'Read the sentence and the fix of the check `lease held` at /healthz, and run subnet lease status.',
      meaning:
        'Another store may set weights for the hotkey, or none does: no weights and no rounds come from this one.',
      causes: [
        'Another validator runs for the same hotkey on another store.',
        'The store was restored from a backup, or has released its lease: run subnet lease take.',
        'The commitment has no space, or no blocks become final, so that the lease ran out.',
      ],
      commands: ['curl -s http://<instance>/healthz', 'subnet lease status --netuid <netuid>'],
      fires: {
        series: { 'health_check{check="lease held"}': '1 0x15' },
        at: '10m',
        labels: { check: 'lease held' },
      },
      silent: { series: { 'health_check{check="lease held"}': '1 0x2 1x10' }, at: '10m' },
    },
    {
      name: 'WeightsLate',
      severity: 'critical',
      expr: 'weights_age_blocks > on (instance, job) weights_age_limit_blocks',
      for: '5m',
      summary:
        'The chain took no weights of {{ $labels.instance }} for {{ $value }} blocks, more than 1.5 times the tempo',
      fix: 'Run `subnet weights status`, which names the stage at which the newest weights stand.',
      meaning:
        'An epoch has passed with older weights: validator trust falls, and with it the dividends. A validator that sets weights less often by its own settings is judged by its interval.',
      causes: ageCauses,
      commands: ageCommands,
      fires: {
        series: { weights_age_blocks: '536+5x10', weights_age_limit_blocks: '540x10' },
        at: '7m',
        value: '571',
      },
      silent: { series: { weights_age_blocks: '540x10', weights_age_limit_blocks: '540x10' }, at: '7m' },
    },
    ...ageAlerts,
    {
      name: 'RevealMissed',
      severity: 'critical',
      expr: rose('weights_refused_total{code=~"WEIGHTS_REVEAL_.*"}', '6h'),
      summary: 'Committed weights of {{ $labels.instance }} were not revealed: {{ $labels.code }}',
      fix: 'Keep the process running from the commit to its reveal, and check that its store was not replaced.',
      meaning: 'Weights that are committed and not revealed never count: their epoch is paid by older ones.',
      causes: [
        'The process was down in the window of the reveal.',
        'The store with the salt of the commit was lost or replaced.',
        'The beacon of the timelock gave no signature in time.',
      ],
      commands: ['subnet weights status --netuid <netuid>'],
      fires: {
        series: { 'weights_refused_total{code="WEIGHTS_REVEAL_EXPIRED"}': '_x370 1x20' },
        at: '380m',
        labels: { code: 'WEIGHTS_REVEAL_EXPIRED' },
      },
      silent: { series: { 'weights_refused_total{code="WEIGHTS_RATE_LIMITED"}': '_x370 1x20' }, at: '380m' },
    },
    {
      name: 'WeightsRefused',
      severity: 'warning',
      expr: rose('weights_refused_total{code!~"WEIGHTS_REVEAL_.*|WEIGHTS_SUPERSEDED"}', '1h'),
      summary: 'Weights of {{ $labels.instance }} will not count: {{ $labels.code }}',
      fix: 'Look the code up in docs/errors.md, which has its fix.',
      meaning:
        'The chain refused weights, or would have. A later round tries again, and WeightsLate fires if that fails, too.',
      causes: [
        '`NO_SCORES`: no miner has a score above 0 yet.',
        '`WEIGHTS_VERSION_OUTDATED`: the owner demands a newer version.',
        '`WEIGHTS_STAKE_TOO_LOW`: the stake fell below the threshold of the chain.',
      ],
      commands: ['subnet weights status --netuid <netuid>', 'subnet hyperparams show <netuid>'],
      fires: {
        series: { 'weights_refused_total{code="NO_SCORES"}': '0x70 1x10' },
        at: '75m',
        labels: { code: 'NO_SCORES' },
        value: '1.0',
      },
      silent: { series: { 'weights_refused_total{code="NO_SCORES"}': '1x130' }, at: '125m' },
    },
    {
      name: 'OutboxFills',
      severity: 'warning',
      expr: 'outbox_open > 5',
      for: '1h',
      summary: '{{ $value }} weights of {{ $labels.instance }} are on their way and none arrives',
      fix: 'Run `subnet weights status`, and resolve what keeps the oldest entry.',
      meaning:
        'Commits wait for their reveal for one to three epochs, so that a few open entries are usual. More than five say that entries are neither confirmed nor given up.',
      causes: [
        'The endpoint accepts extrinsics and includes none.',
        'Reveals do not happen: see RevealMissed.',
      ],
      commands: ['subnet weights status --netuid <netuid>'],
      fires: { series: { outbox_open: '6x90' }, at: '80m', value: '6' },
      silent: { series: { outbox_open: '5x90' }, at: '80m' },
    },
  ],
}
