import { finding, type LintCheck } from '../finding.js'

const rateLimit: LintCheck = ({ changed, state }) =>
  changed.flatMap((name) => {
    const rate = state.rates[name]
    if (rate === undefined || rate.last === 0) return []
    const retryBlock = rate.last + rate.limit
    if (state.block.number + 1 >= retryBlock) return []
    return [
      finding(
        'rate-limit',
        [name],
        `${name} can change once in ${rate.limit} blocks, and did at block ${rate.last}`,
        `it is taken from block ${retryBlock} on`,
        { severity: 'warning', retryBlock },
      ),
    ]
  })

const freezeWindow: LintCheck = ({ changed, state, value }) => {
  const { frozen, frozenUntil, freezeWindow: window } = state
  const tempo = value('tempo')
  const narrow = tempo !== undefined && tempo <= window
  return [
    ...(frozen && changed.length > 0
      ? [
          finding(
            'freeze-window',
            changed,
            `hyperparameters are frozen for the ${window} blocks before an epoch`,
            frozenUntil === null
              ? 'the subnet has no epochs: only root can give it a tempo'
              : `they are taken from block ${frozenUntil} on`,
            { severity: 'warning', retryBlock: frozenUntil },
          ),
        ]
      : []),
    ...(narrow
      ? [
          finding(
            'freeze-tempo',
            ['tempo'],
            `the freeze window of ${window} blocks covers the whole tempo of ${tempo}: only the block of an epoch takes changes`,
            `set tempo above ${window}`,
            { severity: 'warning' },
          ),
        ]
      : []),
  ]
}

/** What only has to wait. */
export const timingRules: readonly LintCheck[] = [rateLimit, freezeWindow]
