import { once } from 'node:events'
import { resolve } from 'node:path'
import { z } from 'zod'
import { mechanismField, netuidField, wholeNumber } from '../../config/fields.js'
import { defineAction } from '../../program/define-action.js'
import { appendSnapshot, continueSnapshots } from './snapshot-file.js'

const schema = z.strictObject({
  netuid: netuidField,
  mechanism: mechanismField,
  out: z.string({ error: 'is required' }).min(1, 'must not be empty'),
  epochs: wholeNumber(1, 2_000).default(2_000),
})

/** Epochs that it reads at once from a node that has them. */
const backfill = 40

export const action = defineAction(schema, async (context, { netuid, mechanism, out, epochs }) => {
  const { readEpochHistory } = await import('@subnetkit/chain')
  const { watchSnapshotOf } = await import('@subnetkit/core')
  const client = await context.chain()
  const recorded = { genesisHash: client.status().genesisHash ?? '', netuid, mechanism }
  const path = resolve(out)
  const before = await continueSnapshots(path, recorded)
  let count = before.length
  let last = before.at(-1)?.block ?? -1

  async function catchUp(): Promise<void> {
    const missing = Math.min(backfill, epochs - count)
    if (missing <= 0) return
    const history = await readEpochHistory(client, { netuid, mechanism, epochs: missing, after: last })
    for (const epoch of history.epochs) {
      await appendSnapshot(path, recorded, watchSnapshotOf(epoch))
      last = epoch.metagraph.block
      count += 1
      context.progress(`epoch at block ${last}: snapshot ${count} of at most ${epochs}`)
    }
  }

  const wake = new EventTarget()
  const stopHeads = client.onHead(() => wake.dispatchEvent(new Event('head')))
  context.closeAtEnd(stopHeads)
  while (!context.signal.aborted) {
    const head = once(wake, 'head', { signal: context.signal }).catch(() => undefined)
    await catchUp()
    if (count >= epochs) break
    await head
  }
  return {
    data: { file: out, snapshots: count, lastBlock: last < 0 ? null : last },
    text: () => `${out} has ${count} snapshots${last < 0 ? '' : `, the last of block ${last}`}`,
  }
})
