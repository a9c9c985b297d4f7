import type { MetagraphParameters } from '@subnetkit/chain'
import type { ClippedWeight, TrustCause, ValidatorTrustReport } from '@subnetkit/core'
import type { Context } from '../../context/context.js'
import { type Column, renderFacts, renderTable } from '../../output/table.js'
import { flow } from '../../output/text.js'
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
  const { validatorPermit, hasWeights, blocksSinceUpdate, losses, unknownMiners, steepness } = report
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
      cause: 'stale',
      loss: losses.stale,
      detail: `${unknownMiners.length} miners (uids ${unknownMiners.join(', ')}) came after its last update ${blocksSinceUpdate} blocks ago`,
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

const steepnessText = (steepness: number | null): string =>
  steepness === null || Math.abs(steepness - 1) < 0.1
    ? ''
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

/** Document of `subnet vtrust`. */
export interface TrustDocument extends ValidatorTrustReport {
  readonly netuid: number
  readonly causes: readonly Cause[]
  readonly missingBlock: number | null
  /** Null where this machine has no store of the validator. */
  readonly own: OwnStore | null
}

export function renderTrust(
  { palette, width }: Pick<Context, 'palette' | 'width'>,
  report: TrustDocument,
  limit: number,
): string {
  const { netuid, block, uid, hotkey, vtrust, computed, othersVtrust, epochsCompared, clipped, causes, own } =
    report
  const facts: [string, string][] = [
    ['vtrust', vtrust.toFixed(4)],
    ['from its weights now', computed.toFixed(4)],
    ...(othersVtrust === null ? [] : [['median of the others', othersVtrust.toFixed(4)] as [string, string]]),
    ['last update', `${report.blocksSinceUpdate} blocks before`],
    ['compared with', `${epochsCompared} past epochs`],
    ...(own === null
      ? []
      : ([
          [
            'version',
            `${own.version.own}${own.version.differs ? palette.warn(' (another one is in force)') : ''}`,
          ],
          [
            'own noise',
            own.noise === null
              ? 'unknown: too few rounds'
              : `${percent(own.noise.relative)} of a score in the median, ${percent(own.noise.loss)} of vtrust`,
          ],
        ] as [string, string][])),
  ]
  const causeColumns: Column<Cause>[] = [
    { title: 'CAUSE', text: ({ cause }) => cause, paint: palette.bold },
    { title: 'LOSS', text: ({ loss }) => percent(loss), align: 'right' },
    { title: 'WHY', text: ({ detail }) => detail },
  ]
  const clippedColumns: Column<ClippedWeight>[] = [
    { title: 'UID', text: (one) => String(one.uid), align: 'right' },
    { title: 'HOTKEY', text: (one) => one.hotkey, shrinkTo: 11 },
    { title: 'WEIGHT', text: ({ share }) => percent(share), align: 'right' },
    { title: 'CONSENSUS', text: ({ consensus }) => percent(consensus), align: 'right' },
    { title: 'CLIPPED', text: ({ share, consensus }) => percent(share - consensus), align: 'right' },
  ]
  const table = { palette, width }
  return [
    `${palette.bold(`hotkey ${hotkey}`)}  subnet ${netuid}, uid ${uid}  ${palette.dim(`block ${block}`)}`,
    ...renderFacts(facts, palette),
    '',
    ...(causes.length === 0 ? ['no loss worth a cause'] : renderTable(causeColumns, causes, table)),
    ...causes.flatMap(({ cause, instruction }) => flow([`${cause}: ${instruction}`], width)),
    ...(clipped.length === 0
      ? []
      : ['', 'above consensus', ...renderTable(clippedColumns, clipped.slice(0, limit), table)]),
    ...(clipped.length > limit ? [palette.dim(`and ${clipped.length - limit} more`)] : []),
    ...(epochsCompared < 6
      ? [
          '',
          ...flow([`late and persistent losses need more past epochs: use --network archive`], width).map(
            palette.dim,
          ),
        ]
      : []),
  ].join('\n')
}
