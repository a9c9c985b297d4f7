import { resolve } from 'node:path'
import type { WatchSnapshot } from '@subnetkit/core'
import { z } from 'zod'
import { mechanismField, netuidField, wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { defineAction } from '../../program/define-action.js'
import { renderReport } from './render-report.js'
import { readSnapshots } from './snapshot-file.js'

const schema = z.strictObject({
  netuid: netuidField,
  mechanism: mechanismField,
  epochs: wholeNumber(2, 200).default(40),
  file: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, options) => {
  const { watchCalibration, watchValidators } = await import('@subnetkit/core')
  const { snapshots, missingBlock } = await snapshotsFor(context, options)
  const findings = watchValidators(snapshots)
  const { netuid, mechanism } = options
  const report = {
    ...{ netuid, mechanism, epochs: snapshots.length, missingBlock },
    fromBlock: snapshots[0]?.block ?? null,
    toBlock: snapshots.at(-1)?.block ?? null,
    validators: (snapshots.at(-1)?.neurons ?? []).filter(
      ({ validatorPermit, weights }) => validatorPermit && weights.length > 0,
    ).length,
    findings,
    calibration: watchCalibration,
  }
  return { data: report, text: () => renderReport(context, report) }
})

interface Source {
  readonly netuid: number
  readonly mechanism: number
  readonly epochs: number
  readonly file?: string | undefined
}

async function snapshotsFor(
  context: Context,
  { netuid, mechanism, epochs, file }: Source,
): Promise<{ readonly snapshots: readonly WatchSnapshot[]; readonly missingBlock: number | null }> {
  if (file !== undefined) {
    const snapshots = await readSnapshots(resolve(file), { netuid, mechanism })
    return { snapshots: snapshots.slice(-epochs), missingBlock: null }
  }
  const { readEpochHistory } = await import('@subnetkit/chain')
  const { watchSnapshotOf } = await import('@subnetkit/core')
  const history = await readEpochHistory(await context.chain(), {
    ...{ netuid, mechanism, epochs },
    onEpoch: ({ metagraph }) => context.progress(`epoch at block ${metagraph.block}`),
  })
  return { snapshots: history.epochs.map(watchSnapshotOf), missingBlock: history.missingBlock }
}
