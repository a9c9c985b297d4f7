import {
  connectChain,
  createOutbox,
  createWeightsChain,
  type OutboxStore,
  openOutboxFile,
  type WeightsChain,
  type WeightsMode,
} from '@subnetkit/chain'
import { createKeypair } from '@subnetkit/wallet'
import { openDatabase } from '../open-database.js'
import { openStore } from '../store.js'

// An outbox on a path, to be killed. Prints each stage on a line once it is durable, and halts at the given one, so
// that the parent can kill it exactly there.
const [endpoint = '', kind, path = '', mode, haltAt = ''] = process.argv.slice(2)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function reached(point: string): Promise<void> {
  say({ point })
  // Nothing but the kill ends this.
  if (point === haltAt) await new Promise(() => setInterval(() => {}, 1_000))
}

function halting(store: OutboxStore): OutboxStore {
  return {
    async add(entry) {
      const kept = await store.add(entry)
      if (kept.revision === 0) await reached(kept.stage)
      return kept
    },
    async replace(entry) {
      await store.replace(entry)
      await reached(entry.stage)
    },
    entries: (which) => store.entries(which),
  }
}

function haltingChain(chain: WeightsChain): WeightsChain {
  return {
    ...chain,
    async broadcast(signed) {
      await chain.broadcast(signed)
      await reached(`${signed.call.split('.')[1]} handed over`)
    },
  }
}

const signer = createKeypair('//Bob//hot')
const netuid = 2
const client = await connectChain({ endpoint })
async function open(): Promise<OutboxStore> {
  if (kind === 'file') return openOutboxFile(path)
  const database = await openDatabase({ directory: path })
  return (await openStore({ database, netuid, validator: signer.address })).outbox
}
const chain = haltingChain(createWeightsChain(client, signer, { netuid, mechanism: 0 }))
const outbox = createOutbox({ chain, store: halting(await open()) })
const vector = { uids: [0, 2, 3], values: [1_000, 65_535, 7], versionKey: 3n }
await outbox.intend(vector, { key: 'a', mode: mode as WeightsMode })
const { entry } = await outbox.settle('a')
say({ stage: entry.stage, signatures: entry.signatures })
process.exit(0)
