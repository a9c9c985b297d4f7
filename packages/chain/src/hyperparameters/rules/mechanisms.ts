import { finding, type LintCheck } from '../finding.js'

/** Neurons of all mechanisms of a subnet together. */
const mostMechanismUids = 256
const whole = 65_535

const uidsPerMechanism: LintCheck = ({ value }) => {
  const [uids, count] = [value('maxAllowedUids'), value('mechanismCount')]
  if (uids === undefined || count === undefined || uids * count <= mostMechanismUids) return []
  return [
    finding(
      'uids-per-mechanism',
      ['maxAllowedUids', 'mechanismCount'],
      `${uids} uids × ${count} mechanisms are ${uids * count}; the chain takes ${mostMechanismUids}`,
      `Set maxAllowedUids to ${Math.floor(mostMechanismUids / count)} or less, or use fewer mechanisms.`,
    ),
  ]
}

const emissionSplit: LintCheck = ({ value }) => {
  const [split, count = 1] = [value('mechanismEmissionSplit'), value('mechanismCount')]
  if (split === undefined || split === null) return []
  const sum = split.reduce((total, share) => total + share, 0)
  const names = ['mechanismEmissionSplit', 'mechanismCount'] as const
  return [
    ...(sum === whole
      ? []
      : [
          finding(
            'emission-split',
            names,
            `the shares of the emission sum to ${sum}, not to ${whole}`,
            `Make the shares sum to ${whole}.`,
          ),
        ]),
    ...(split.length <= count
      ? []
      : [
          finding(
            'emission-split',
            names,
            `there are ${split.length} shares of the emission for ${count} mechanisms`,
            'Give one share for each mechanism.',
          ),
        ]),
  ]
}

/** Several incentive mechanisms on one subnet. */
export const mechanismRules: readonly LintCheck[] = [uidsPerMechanism, emissionSplit]
