import { isSubnetError } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { connectChain } from '../../connection/connect-chain.js'
import { chainError } from '../../errors/chain-error.js'
import { seededRandom } from '../../testing/fault-proxy/storm.js'
import type { WeightsMode } from '../mode.js'
import { createMemoryStore } from '../testing/memory-store.js'
import { watchSteps } from '../testing/watched.js'
import { createWeightsDevnet } from '../testing/weights-devnet.js'
import { createWeightsChain } from './chain-over-client.js'
import { includedIn, isSettled, type OutboxEntry } from './entry.js'
import { createOutbox } from './outbox.js'

const netuid = 2
/** Of a whole advance, in ms. */
const deadlineMs = 60_000

/**
 * Decides on weights one after another in a storm that follows from a seed: calls fail before or after they take
 * effect, or are never answered; blocks come between any two steps. Each run of an outbox is another process.
 */
async function weather(options: {
  readonly seed: number
  readonly faults: number
  readonly decisions: number
  readonly mode: WeightsMode
}) {
  const { seed, faults, decisions, mode } = options
  const random = seededRandom(seed)
  await using chain = await createWeightsDevnet({ commitReveal: mode !== 'plain', tempo: 500 })
  const { devnet, hotkey } = chain
  await using client = await connectChain({ provider: devnet.provider })
  const clock = createManualClock()
  const store = createMemoryStore()
  let left = faults
  let hasDeadline = true
  const lost = (operation: string) =>
    chainError('CHAIN_CONNECTION_LOST', { endpoint: 'the storm', operation, detail: `${left} to come` })
  const faulty = watchSteps(
    { store, chain: createWeightsChain(client, hotkey, { netuid, mechanism: 0 }) },
    async (name, step) => {
      // The disk is fair: its storms are those of the crash test.
      if (name === 'add' || name === 'replace') return step()
      if (random() < 0.1) devnet.mine()
      if (left === 0 || random() > 0.15) return step()
      left--
      const kind = random()
      if (kind < 0.4) throw lost(name)
      if (kind < 0.8) {
        await step()
        throw lost(name)
      }
      if (!hasDeadline) throw lost(name)
      // Never answered: time passes until the deadline of the call.
      void clock.advance(deadlineMs)
      return new Promise(() => {})
    },
  )
  const chainInStorm = { ...faulty.chain, inclusionDeadlineMs: deadlineMs }
  const create = () => createOutbox({ store, clock, chain: chainInStorm, staleAfterBlocks: 10_000 })

  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!isSubnetError(error) || !error.code.startsWith('CHAIN_')) throw error
      }
    }
  }
  async function decide(key: string, first: number): Promise<void> {
    hasDeadline = false
    const vector = { uids: [0, 2, 3], values: [first, 65_535, 7], versionKey: 3n }
    await persist(() => create().intend(vector, { key, mode }))
    hasDeadline = true
  }
  /** Another process for each look, and a block between two of them. */
  async function follow(key: string, until: (entry: OutboxEntry) => boolean): Promise<OutboxEntry> {
    for (;;) {
      await persist(() => create().advance())
      const entry = await create().find(key)
      if (entry && until(entry)) return entry
      devnet.mine()
    }
  }
  const entries: OutboxEntry[] = []
  for (let key = 0; key < decisions || left > 0; key++) {
    await decide(`${key}`, key)
    if (mode !== 'plain') {
      await follow(`${key}`, (entry) => isSettled(entry) || entry.stage === 'confirmed')
      // The epoch in which it is revealed begins now, and lasts for longer than the storm.
      devnet.mineUntilEpoch(netuid)
      if (mode === 'timelocked') devnet.mine(5)
    }
    entries.push(await follow(`${key}`, isSettled))
  }
  const outcomes = entries.map((entry) => ('failure' in entry ? entry.failure.reason : entry.stage))
  return { entries, outcomes, included: chain.included(), row: chain.row() }
}

test.each([1, 2, 3, 4, 5])(
  'in storm %i every decision lands once, and the row is the last one',
  async (seed) => {
    const { entries, outcomes, included, row } = await weather({
      seed,
      faults: 40,
      decisions: 4,
      mode: 'plain',
    })
    expect(outcomes).toEqual(entries.map(() => 'confirmed'))
    // Bytes that were proven dead are in no block: one extrinsic for each decision.
    expect(included).toBe(entries.length)
    expect(row[0]).toEqual([0, entries.length - 1])
    expect(new Set(entries.map((entry) => includedIn(entry)?.number)).size).toBe(entries.length)
  },
)

test.each([6, 7, 8])('in storm %i salted weights are committed once and revealed once', async (seed) => {
  const { entries, outcomes, included, row } = await weather({
    seed,
    faults: 20,
    decisions: 1,
    mode: 'salted',
  })
  expect(outcomes).toEqual(entries.map(() => 'revealed'))
  expect(included).toBe(2 * entries.length)
  expect(row[0]).toEqual([0, entries.length - 1])
})

test.each([9, 10])(
  'in storm %i timelocked weights are committed once and seen to be revealed',
  async (seed) => {
    const { entries, outcomes, included, row } = await weather({
      ...{ seed, faults: 20, decisions: 1, mode: 'timelocked' },
    })
    expect(outcomes).toEqual(entries.map(() => 'revealed'))
    expect(included).toBe(entries.length)
    expect(row[0]).toEqual([0, entries.length - 1])
  },
)
