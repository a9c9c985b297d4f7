import { expect } from 'vitest'
import { connectChain } from '../../connection/connect-chain.js'
import { chainError } from '../../errors/chain-error.js'
import type { WeightsMode } from '../mode.js'
import { createWeightsChain } from '../outbox/chain-over-client.js'
import { createOutbox, type OutboxOptions } from '../outbox/outbox.js'
import type { OutboxStore } from '../outbox/store.js'
import { createMemoryStore } from './memory-store.js'
import { effects, type StepName, watchSteps } from './watched.js'
import { createWeightsDevnet } from './weights-devnet.js'

const vector = { uids: [0, 2, 3], values: [1_000, 65_535, 7], versionKey: 3n }
const row = vector.uids.map((uid, at) => [uid, vector.values[at]])

async function setUp(mode: WeightsMode) {
  const chain = await createWeightsDevnet({ commitReveal: mode !== 'plain', tempo: 10 })
  const { devnet, netuid, hotkey } = chain
  const client = await connectChain({ provider: devnet.provider })

  /** Runs an outbox to the end, in any process: finished steps are not repeated. */
  async function live(options: Pick<OutboxOptions, 'chain' | 'store'>) {
    const outbox = createOutbox(options)
    const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work()
      } catch {
        // What failed once works the second time.
        return await work()
      }
    }
    await patiently(() => outbox.intend(vector, { key: 'a', mode }))
    const mine = () => void devnet.mine()
    for (;;) {
      const settling = () => outbox.settle('a', { until: 'confirmed', onTrouble: mine, onStatus: mine })
      const { settled, code, entry } = await patiently(settling)
      if (settled) return entry
      if (code === 'reveal-next' || code === 'sealed') devnet.mineUntilEpoch(netuid)
      else devnet.mine()
    }
  }

  /** Once is all that may be found of them, and all of it. */
  async function expectOnce(point: string, entry: { readonly stage: string; readonly signatures: number }) {
    const settled = mode === 'plain' ? 'confirmed' : 'revealed'
    const found = [entry.stage, entry.signatures, chain.row(), chain.included()]
    expect([point, ...found]).toEqual([point, settled, 1, row, mode === 'salted' ? 2 : 1])
  }
  return {
    ...{ devnet, live, expectOnce },
    weights: createWeightsChain(client, hotkey, { netuid, mechanism: 0 }),
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}

interface Moment {
  readonly before: string
  readonly snapshot: string
  restore(): Promise<OutboxStore>
}

/**
 * Runs to the end once, and keeps what is durable before each step: the chain, and the store. From each of these moments
 * another process takes over, the last one first: a devnet that is reverted forgets what came after.
 */
export async function dieEverywhere(
  mode: WeightsMode,
  keep: (store: OutboxStore) => Promise<() => Promise<OutboxStore>>,
  first: OutboxStore,
) {
  await using setting = await setUp(mode)
  const { devnet, weights, live, expectOnce } = setting
  const moments: Moment[] = []
  const note = async (before: string) =>
    void moments.push({ before, snapshot: devnet.snapshot(), restore: await keep(first) })
  const process = watchSteps({ store: first, chain: weights }, async (name, step) => {
    await note(`${moments.length + 1}, ${name}`)
    return step()
  })
  await expectOnce('nobody died', await live(process))
  await note('the end')
  for (const { before, snapshot, restore } of moments.toReversed()) {
    devnet.revert(snapshot as `0x${string}`)
    await expectOnce(`died before step ${before}`, await live({ chain: weights, store: await restore() }))
  }
  return moments.length
}

export const keepInMemory = async (store: OutboxStore) => {
  const entries = await store.entries()
  return async () => createMemoryStore(entries)
}

/** Fails each step once, before it takes effect or after it did; the same process goes on. */
export async function failEverywhere(mode: WeightsMode, isFailed: (name: StepName) => boolean) {
  await using setting = await setUp(mode)
  const { devnet, weights, live, expectOnce } = setting
  const endpoint = 'in process'
  let points = 0
  let start = devnet.snapshot()
  for (const when of ['before', 'after']) {
    let isDone = false
    for (let failing = 1; !isDone; failing++) {
      devnet.revert(start)
      start = devnet.snapshot()
      let steps = 0
      let point = 'nothing failed'
      const faulty = watchSteps({ store: createMemoryStore(), chain: weights }, async (name, step) => {
        // To a caller a read that failed is the same before and after.
        const isOne = isFailed(name) && (when === 'before' || effects.has(name))
        if (!isOne || ++steps !== failing) return step()
        point = `step ${failing}, ${name}, failed ${when} it took effect`
        points++
        if (when === 'after') await step()
        if (name === 'add' || name === 'replace') throw new Error(point)
        throw chainError('CHAIN_CONNECTION_LOST', { endpoint, operation: name, detail: point })
      })
      await expectOnce(point, await live(faulty))
      isDone = steps < failing
    }
  }
  return points
}
