import type { ClippedWeight, ValidatorTrustReport } from '@subnetkit/core'
import type { Context } from '../../context/context.js'
import { type Column, renderFacts, renderTable } from '../../output/table.js'
import { flow } from '../../output/text.js'
import type { OwnStore } from './own-store.js'
import type { Cause } from './trust-causes.js'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

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
