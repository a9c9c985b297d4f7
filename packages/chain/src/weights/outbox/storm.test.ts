import { isSubnetError } from '@subnetkit/base'
import { describe, test } from 'vitest'
import { connectChain } from '../../connection/connect-chain.js'
import { createFaultProxy } from '../../testing/fault-proxy/proxy.js'
import { createStorm } from '../../testing/fault-proxy/storm.js'
import type { WeightsMode } from '../mode.js'
import { createMemoryStore } from '../testing/memory-store.js'
import { createWeightsDevnet } from '../testing/weights-devnet.js'
import { includedIn, type OutboxEntry } from './entry.js'
import { createWeightsOutbox } from './outbox.js'

/** Decides on weights one after another while a storm blows; each is tried until it is settled. */
async function weather(options: {
  readonly seed: number
  readonly faults: number
  readonly decisions: number
  readonly commitReveal: boolean
  readonly mode?: WeightsMode
}) {
  const { seed, faults, decisions, commitReveal, mode } = options
  const chain = await createWeightsDevnet({ port: 0, blockTime: 150, commitReveal, tempo: 500 })
  const { devnet, netuid, hotkey: signer } = chain
  await using _devnet = devnet
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  await using client = await connectChain({
    endpoint: proxy.url,
    deadlineMs: 1_500,
    inclusionDeadlineMs: 5_000,
    stallMs: 3_000,
    reconnect: { firstMs: 5, longestMs: 50 },
  })
  const store = createMemoryStore()
  // What was last made durable is where each run goes on, as after a crash.
  const create = () => createWeightsOutbox({ client, signer, netuid, store, staleAfterBlocks: 10_000 })
  const storm = createStorm({ seed, faults, rate: 0.1 })
  proxy.follow(storm)

  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!isSubnetError(error) || !error.code.startsWith('CHAIN_')) throw error
      }
    }
  }
  const entries: OutboxEntry[] = []
  for (let key = 0; key < decisions || storm.left() > 0; key++) {
    const vector = { uids: [0, 2, 3], values: [key, 65_535, 7], versionKey: 3n }
    const how = { key: `${key}`, ...(mode && { mode }) }
    await persist(() => create().intend(vector, how))
    if (commitReveal) {
      await persist(() => create().settle(`${key}`, { until: 'confirmed' }))
      // The epoch in which it is revealed begins now, and lasts for longer than any deadline.
      devnet.mineUntilEpoch(netuid)
    }
    entries.push((await persist(() => create().settle(`${key}`))).entry)
  }
  return { entries, storm, included: chain.included(), row: chain.row() }
}

// Each has a chain of its own, and mostly waits: for blocks, for sockets, for deadlines.
describe.concurrent('weights', () => {
  test('in a storm every decision lands once, and the row is the last one', { timeout: 240_000 }, async ({
    expect,
  }) => {
    const { entries, included, row, storm } = await weather({
      ...{ seed: 1, faults: 40, decisions: 4, commitReveal: false },
    })
    expect(storm.left()).toBe(0)
    expect(entries.map((entry) => ('failure' in entry ? entry.failure.reason : entry.stage))).toEqual(
      entries.map(() => 'confirmed'),
    )
    // Bytes that were proven dead are in no block: one extrinsic for each decision.
    expect(included).toBe(entries.length)
    expect(row[0]).toEqual([0, entries.length - 1])
    expect(new Set(entries.map((entry) => includedIn(entry)?.number)).size).toBe(entries.length)
  })

  test('in a storm salted weights are committed once and revealed once', { timeout: 240_000 }, async ({
    expect,
  }) => {
    const { entries, included, row } = await weather({
      ...{ seed: 2, faults: 20, decisions: 1, commitReveal: true, mode: 'salted' },
    })
    expect(entries.map((entry) => ('failure' in entry ? entry.failure.reason : entry.stage))).toEqual(
      entries.map(() => 'revealed'),
    )
    expect(included).toBe(2 * entries.length)
    expect(row[0]).toEqual([0, entries.length - 1])
  })

  test('in a storm timelocked weights are committed once and seen to be revealed', {
    timeout: 240_000,
  }, async ({ expect }) => {
    const { entries, included, row } = await weather({
      ...{ seed: 3, faults: 20, decisions: 1, commitReveal: true, mode: 'timelocked' },
    })
    expect(entries.map((entry) => ('failure' in entry ? entry.failure.reason : entry.stage))).toEqual(
      entries.map(() => 'revealed'),
    )
    expect(included).toBe(entries.length)
    expect(row[0]).toEqual([0, entries.length - 1])
  })
})
