import { finding, type LintCheck } from '../finding.js'

const revealPeriod: LintCheck = ({ changed, value }) =>
  changed.includes('revealPeriod') && value('commitReveal') === false
    ? [
        finding(
          'reveal-period',
          ['revealPeriod', 'commitReveal'],
          'revealPeriod has no effect while commitReveal is off',
          'Set commitReveal: true as well, or leave revealPeriod out.',
          { severity: 'warning' },
        ),
      ]
    : []

const commitRevealSwitch: LintCheck = ({ changed, state }) => {
  const names = (['commitReveal', 'revealPeriod'] as const).filter((name) => changed.includes(name))
  if (names.length === 0 || state.values.commitReveal !== true) return []
  return [
    finding(
      'commit-reveal-switch',
      names,
      `changing ${names.join(' and ')} strands commits that validators have not revealed yet`,
      'Announce the change: validators have to commit again after it.',
      { severity: 'warning' },
    ),
  ]
}

const versionKey: LintCheck = ({ changed, wanted, state }) => {
  const [before, after] = [state.values.weightsVersionKey ?? 0n, wanted.weightsVersionKey ?? 0n]
  if (!changed.includes('weightsVersionKey') || after <= before) return []
  return [
    finding(
      'version-key',
      ['weightsVersionKey'],
      `weights with a version key below ${after} are refused after this change`,
      'Have validators update first.',
      { severity: 'warning' },
    ),
  ]
}

/** Changes that others feel. */
export const switchRules: readonly LintCheck[] = [revealPeriod, commitRevealSwitch, versionKey]
