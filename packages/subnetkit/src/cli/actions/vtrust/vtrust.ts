import type { WatchSnapshot } from '@subnetkit/core'
import { z } from 'zod'
import { mechanismField, netuidField, wholeNumber } from '../../config/fields.js'
import { orAddress } from '../../context/or-address.js'
import { defineAction } from '../../program/define-action.js'
import { readOwnStore } from './own-store.js'
import { renderTrust } from './render-trust.js'
import { causesOf } from './trust-causes.js'

const schema = z.strictObject({
  netuid: netuidField,
  mechanism: mechanismField,
  epochs: wholeNumber(1, 50).default(8),
  directory: z.string().min(1, 'must not be empty').optional(),
  limit: wholeNumber(1, 65_536).default(10),
})

export const action = defineAction(schema, async (context, options, args) => {
  const { chainError, readEpochHistory } = await import('@subnetkit/chain')
  const { explainValidatorTrust, watchSnapshotOf } = await import('@subnetkit/core')
  const { parseAddress } = await import('@subnetkit/wallet')
  const { netuid, mechanism } = options
  const hotkey =
    args[0] === undefined
      ? await orAddress(context.keys.hotkeyAddress(), `subnet vtrust 5… --netuid ${netuid}`)
      : parseAddress(args[0])
  const client = await context.chain()
  const { epochs, missingBlock } = await readEpochHistory(client, {
    ...{ netuid, mechanism },
    // The newest one is the subject, the others are what it is compared with.
    epochs: options.epochs + 1,
  })
  const snapshots: readonly WatchSnapshot[] = epochs.map(watchSnapshotOf)
  const report = explainValidatorTrust(snapshots, hotkey)
  const newest = epochs.at(-1)?.metagraph
  if (report === null || newest === undefined) {
    const { readMetagraph } = await import('@subnetkit/chain')
    const { burn } = newest ?? (await readMetagraph(client, { netuid, mechanism }))
    throw chainError('NOT_REGISTERED', { hotkey, netuid, burn })
  }
  const { directory } = options
  const own = await readOwnStore(context, client, {
    ...{ metagraph: newest, snapshot: snapshots.at(-1)!, hotkey, directory },
  })
  const causes = causesOf(report, newest.parameters, own)
  const data = { netuid, mechanism, ...report, causes, missingBlock, own }
  return { data, text: () => renderTrust(context, data, options.limit) }
})
