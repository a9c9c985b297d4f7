import type { MetagraphParameters } from '@subnetkit/chain'
import type { TrustCause, ValidatorTrustReport } from '@subnetkit/core'
import type { OwnStore } from './own-store.js'

/** A cause of lost validator trust, with what to do about it. */
export interface Cause {
  readonly cause: TrustCause | 'no-permit' | 'no-weights' | 'inactive'
  /** Part of all weights that is lost to it; everything where the validator does not vote. */
  readonly loss: number
  readonly detail: string
  readonly instruction: string
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
/** Losses below this are not worth an instruction. */
const leastLoss = 0.001

/** Causes with a loss, the greatest first. */
export function causesOf(
  report: ValidatorTrustReport,
  parameters: MetagraphParameters,
  own: OwnStore | null,
): readonly Cause[] {
  const { validatorPermit, hasWeights, blocksSinceUpdate, losses, silent, unknownMiners, steepness } = report
  const whole = (cause: Cause['cause'], detail: string, instruction: string): readonly Cause[] => [
    { cause, loss: 1, detail, instruction },
  ]
  if (!validatorPermit) {
    return whole(
      'no-permit',
      'the hotkey has no validator permit',
      `Raise its stake above that of the ${parameters.maxValidators} validators with a permit: weights of others do not count.`,
    )
  }
  if (!hasWeights) {
    return whole(
      'no-weights',
      'the chain holds no weights of it for other uids',
      'Set weights with subnet validator or subnet weights set, and check that commits are revealed: subnet weights status.',
    )
  }
  if (blocksSinceUpdate > parameters.activityCutoff) {
    return whole(
      'inactive',
      `its weights are ${blocksSinceUpdate} blocks old, beyond the activity cutoff of ${parameters.activityCutoff}`,
      'Set weights again: run subnet doctor to find why the validator stopped.',
    )
  }
  const causes: readonly Cause[] = [
    {
      cause: 'silent-stake',
      loss: losses['silent-stake'],
      detail: `${uidsText(silent.uids)} ${silent.uids.length === 1 ? 'holds a permit' : 'hold permits'} and ${percent(silent.share)} of the stake that votes, but ${silent.uids.length === 1 ? 'has' : 'have'} no weights: this counts as a vote of 0 for every miner, and consensus needs half of the stake`,
      instruction: `Add stake to validators that set weights, or ask the owner to lower maxAllowedValidators or activityCutoffFactor, so that neurons without weights have no vote: subnet hyperparams show.`,
    },
    {
      cause: 'stale',
      loss: losses.stale,
      detail: `${unknownMiners.length} miners (${uidsText(unknownMiners)}) came after its last update ${blocksSinceUpdate} blocks ago`,
      instruction: 'Set weights more often, at least once in each epoch.',
    },
    {
      cause: 'late',
      loss: losses.late,
      detail: `its weights fitted consensus better when they were set, ${blocksSinceUpdate} blocks ago`,
      instruction:
        'Set weights shortly before each epoch, and check how long its rounds take: subnet doctor.',
    },
    {
      cause: 'persistent',
      loss: losses.persistent,
      detail: `the same uids were above consensus in each of the last epochs${steepnessText(steepness)}${versionText(own)}`,
      instruction:
        'Run the version of the subnet and the settings of scoreboard and weights that the other validators run; compare version keys with subnet hyperparams show.',
    },
    {
      cause: 'other-tasks',
      loss: losses['other-tasks'],
      detail: `differences that change from epoch to epoch, as those of other tasks do${noiseText(own)}`,
      instruction:
        'Ask more tasks in each round, as many of each family, and average longer: docs/scoring.md, "Why validators disagree".',
    },
  ]
  return causes.filter(({ loss }) => loss >= leastLoss).toSorted((one, other) => other.loss - one.loss)
}

/** Uids named in errors and causes, at most. */
const mostNamed = 5

function uidsText(uids: readonly number[]): string {
  const named = uids.slice(0, mostNamed).join(', ')
  const more = uids.length - mostNamed
  return `${uids.length === 1 ? 'uid' : 'uids'} ${named}${more > 0 ? ` and ${more} more` : ''}`
}

const steepnessText = (steepness: number | null): string =>
  steepness === null || Math.abs(steepness - 1) < 0.1
    ? ''
    : steepness < 0
      ? `, and it gives more where consensus gives less (slope ${steepness.toFixed(2)}): it ranks miners the other way round`
      : `, and its weights are ${steepness > 1 ? 'steeper' : 'flatter'} than consensus (slope ${steepness.toFixed(2)})`

function versionText(own: OwnStore | null): string {
  if (!own?.version.differs) return ''
  const { own: version, least, activated } = own.version
  return activated && activated.version !== version
    ? `, and its store scores with version ${version}, where the owner has activated version ${activated.version} at block ${activated.block}`
    : `, and its store scores with version ${version}, below the version key ${least} of the subnet`
}

function noiseText(own: OwnStore | null): string {
  if (!own?.noise) return ''
  const { loss, tasks, rounds } = own.noise
  return `; by its store, the luck of ${tasks.toFixed(1)} tasks for a miner and round costs ${percent(loss)} by itself (${rounds} rounds)`
}
