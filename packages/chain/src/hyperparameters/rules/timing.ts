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
        `${name} can change once in ${rate.limit} blocks and last did at block ${rate.last}`,
        `Try again at block ${retryBlock} or later.`,
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
              ? 'Ask root to set a tempo: without one the subnet has no epochs.'
              : `Try again at block ${frozenUntil} or later.`,
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
            `Set tempo above ${window}.`,
            { severity: 'warning' },
          ),
        ]
      : []),
  ]
}

/** Changes that only have to wait. */
export const timingRules: readonly LintCheck[] = [rateLimit, freezeWindow]
