import { finding, type LintCheck, type LintContext } from '../finding.js'

/**
 * A newcomer must not be prunable before weights that name it count. With hidden weights these are revealed a number
 * of epochs after they were committed.
 */
const immunity: LintCheck = ({ value }) => {
  const [immunity, tempo] = [value('immunityPeriod'), value('tempo')]
  if (immunity === undefined || tempo === undefined) return []
  const isHidden = value('commitReveal') === true
  const period = isHidden ? (value('revealPeriod') ?? 1) : 0
  const hidden = period * tempo
  const names = ['immunityPeriod', 'tempo', ...(isHidden ? (['revealPeriod'] as const) : [])] as const
  if (isHidden && immunity <= hidden) {
    return [
      finding(
        'immunity',
        names,
        `newcomers are immune for ${immunity} blocks, but weights stay hidden for ${period} × ${tempo} = ${hidden}: they are pruned before their first weight counts`,
        `Set immunityPeriod above ${hidden}, better above ${hidden + tempo}.`,
      ),
    ]
  }
  // A neuron that registers right after a commit waits up to one tempo for the next.
  if (immunity > hidden + tempo) return []
  return [
    finding(
      'immunity',
      names,
      `newcomers are immune for ${immunity} blocks; one that just misses a weight vector waits up to ${hidden + tempo} for its first weight to count`,
      `Set immunityPeriod above ${hidden + tempo}.`,
      { severity: 'warning' },
    ),
  ]
}

const weightsRate: LintCheck = ({ value }) => {
  const [limit, tempo] = [value('weightsRateLimit'), value('tempo')]
  if (limit === undefined || tempo === undefined || limit <= tempo) return []
  return [
    finding(
      'weights-rate',
      ['weightsRateLimit', 'tempo'],
      `validators may set weights once in ${limit} blocks, but an epoch comes every ${tempo}: some epochs see no new weights`,
      `Set tempo to ${limit} or more: only root can change weightsRateLimit.`,
      { severity: 'warning' },
    ),
  ]
}

const minWeights: LintCheck = ({ value, state }) => {
  const [least, most] = [value('minAllowedWeights'), value('maxAllowedUids')]
  if (least === undefined || most === undefined || least <= 1) return []
  const names = ['minAllowedWeights', 'maxAllowedUids'] as const
  if (least > most) {
    const message = `a weight vector must name ${least} uids, but there can be only ${most}`
    return [finding('min-weights', names, message, `Set minAllowedWeights to ${most} or less.`)]
  }
  if (least <= state.uids) return []
  return [
    finding(
      'min-weights',
      names,
      `a weight vector must name ${least} uids, but only ${state.uids} are taken: each validator has to weight all of them`,
      `Set minAllowedWeights to ${state.uids} or less until more neurons have registered.`,
      { severity: 'warning' },
    ),
  ]
}

/** Blocks without new weights after which a validator stops counting. */
function cutoffOf({ value }: LintContext): number | undefined {
  const [factor, tempo] = [value('activityCutoffFactor'), value('tempo')]
  if (factor === undefined || tempo === undefined) return value('activityCutoff')
  return Math.max(1, Math.floor((factor * tempo) / 1000))
}

const activity: LintCheck = (context) => {
  const cutoff = cutoffOf(context)
  const tempo = context.value('tempo')
  const rate = context.value('weightsRateLimit') ?? 0
  if (cutoff === undefined || tempo === undefined) return []
  const name = context.value('activityCutoffFactor') === undefined ? 'activityCutoff' : 'activityCutoffFactor'
  const names = [name, 'tempo'] as const
  if (cutoff <= rate) {
    return [
      finding(
        'activity',
        [...names, 'weightsRateLimit'],
        `a validator is inactive after ${cutoff} blocks but may set weights only once in ${rate}: all would be inactive`,
        `Raise ${name} until validators stay active for more than ${rate} blocks.`,
      ),
    ]
  }
  if (cutoff > tempo) return []
  return [
    finding(
      'activity',
      names,
      `a validator is inactive after ${cutoff} blocks, while an epoch takes ${tempo}: one that sets weights once an epoch drops out`,
      `Raise ${name} until it covers more than one epoch of ${tempo} blocks.`,
      { severity: 'warning' },
    ),
  ]
}

/** Rules about how neurons are paid. */
export const incentiveRules: readonly LintCheck[] = [immunity, weightsRate, minWeights, activity]
