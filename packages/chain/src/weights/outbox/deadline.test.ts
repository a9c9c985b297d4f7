import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { connectChain } from '../../connection/connect-chain.js'
import { signExtrinsic } from '../../extrinsic/sign.js'
import { entryAt } from '../testing/entry.js'
import { createMemoryStore } from '../testing/memory-store.js'
import { type StepName, watchSteps } from '../testing/watched.js'
import { createWeightsDevnet } from '../testing/weights-devnet.js'
import { createWeightsChain } from './chain-over-client.js'
import { createOutbox } from './outbox.js'
import type { WeightsChain } from './weights-chain.js'

const vector = { uids: [0, 2, 3], values: [1_000, 65_535, 7], versionKey: 3n }

/** No call of the chain has a deadline of its own that would end in time. */
const neverMs = 3_600_000

/** An outbox on a clock that stands still, over a real chain in this process. */
async function setUp(options: Parameters<typeof createWeightsDevnet>[0] = {}) {
  const chain = await createWeightsDevnet(options)
  const { netuid, hotkey } = chain
  const client = await connectChain({
    ...{ provider: chain.devnet.provider, deadlineMs: neverMs, inclusionDeadlineMs: neverMs },
  })
  const clock = createManualClock()
  const store = createMemoryStore()
  const weights = createWeightsChain(client, hotkey, { netuid, mechanism: 0 })
  const silent = new Set<StepName>()
  const waiting = new Map<StepName, () => void>()
  const steps = watchSteps({ store, chain: weights }, (name, step) => {
    waiting.get(name)?.()
    return silent.has(name) ? new Promise(() => {}) : step()
  })
  return {
    ...{ chain, client, clock, store, weights, silent },
    create: (change: Partial<WeightsChain> = {}) =>
      createOutbox({ store, clock, chain: { ...steps.chain, ...change } }),
    /** Resolves once a step begins. */
    begins: (name: StepName) => new Promise<void>((resolve) => waiting.set(name, resolve)),
    async [Symbol.asyncDispose]() {
      await client.close()
      await chain.devnet.close()
    },
  }
}

test('defect: weights that wait for a block end the call at its deadline, without an error', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { chain, clock, begins } = setting
  const outbox = setting.create()
  await outbox.intend(vector, { key: 'a' })
  const tracking = begins('track')
  const advancing = outbox.advance({ deadlineMs: 5_000 })
  await tracking
  await clock.advance(4_500)
  const [waiting] = await advancing
  expect(waiting).toMatchObject({ settled: false, code: 'submitted', entry: { key: 'a' } })
  expect([clock.now(), clock.pending]).toEqual([4_500, 0])
  const again = begins('track')
  const second = outbox.advance()
  await again
  chain.devnet.mine()
  const [done] = await second
  expect(done).toMatchObject({ settled: true, code: 'set', entry: { signatures: 1 } })
  expect(chain.included()).toBe(1)
})

test('defect: a chain that stops answering ends it at the deadline, with what is kept', async () => {
  await using setting = await setUp()
  const { chain, clock, silent, begins } = setting
  const outbox = setting.create()
  await outbox.intend(vector, { key: 'a' })
  silent.add('broadcast').add('track')
  const broadcasting = begins('broadcast')
  const advancing = outbox.advance({ deadlineMs: 5_000 })
  await broadcasting
  silent.add('state')
  await clock.advance(4_500)
  // The chain is asked where it stands in the time that is left, and does not answer that either.
  await clock.advance(500)
  const [waiting] = await advancing
  expect(waiting).toMatchObject({ settled: false, code: 'submitted' })
  // One that waits for its turn has no more time than the others.
  const ends: number[] = []
  const both = [1_000, 500].map(async (deadlineMs) => {
    const [status] = await outbox.advance({ deadlineMs })
    ends.push(deadlineMs)
    return status?.code
  })
  await clock.advance(500)
  expect(ends).toEqual([500])
  await clock.advance(500)
  expect(await Promise.all(both)).toEqual(['submitted', 'submitted'])
  silent.clear()
  const { entry } = await outbox.settle('a')
  expect(entry).toMatchObject({ stage: 'confirmed', signatures: 1 })
  expect([chain.included(), clock.pending]).toEqual([1, 0])
})

test('defect: a nonce that no block ever takes ends it at the deadline', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { chain, client, clock, begins } = setting
  const far = { nonce: 4_000_000_000 }
  const outbox = setting.create({
    sign: (call, options) => signExtrinsic(client, chain.hotkey, call, { ...options, ...far }),
  })
  await outbox.intend(vector, { key: 'a' })
  const tracking = begins('track')
  const advancing = outbox.advance({ deadlineMs: 5_000 })
  await tracking
  chain.devnet.mine(3)
  await clock.advance(4_500)
  const [waiting] = await advancing
  expect(waiting).toMatchObject({ settled: false, code: 'submitted' })
  expect(chain.included()).toBe(0)
})

test('defect: one that waits for its block leaves time for a commit that has to be revealed', async () => {
  await using setting = await setUp({ commitReveal: true, tempo: 500 })
  const { chain, clock, store, begins } = setting
  const outbox = setting.create()
  const { devnet, netuid } = chain
  await outbox.intend(vector, { key: 'stuck', mode: 'salted' })
  const { included: _, ...sent } = entryAt(
    (await outbox.settle('stuck', { until: 'confirmed' })).entry,
    'confirmed',
  )
  await outbox.intend({ ...vector, values: [65_535, 1, 1] }, { key: 'due', mode: 'salted' })
  await outbox.settle('due', { until: 'confirmed' })
  devnet.mineUntilEpoch(netuid)
  // Bytes that no block takes: those of another, far nonce.
  const signed = { ...sent.signed, hash: `0x${'0'.repeat(64)}`, nonce: 1_000 } as const
  const bytes = sent.signed.bytes.replace(/..$/, '00') as `0x${string}`
  const lastBlock = devnet.head.number + 1_000
  await store.replace({
    ...sent,
    ...{ revision: sent.revision + 1, stage: 'submitted' },
    signed: { ...signed, bytes, birthBlock: devnet.head.number, lastBlock },
  })
  const tracking = begins('track')
  const advancing = outbox.advance({ deadlineMs: 4_000 })
  await tracking
  // Half of the time in which entries move.
  await clock.advance(1_800)
  expect((await advancing).map(({ entry }) => [entry.key, entry.stage])).toEqual([
    ['stuck', 'submitted'],
    ['due', 'revealed'],
  ])
  expect(clock.now()).toBe(1_800)
})

test('a call that settles looks again without news of a block, until the chain is away for too long', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { clock, silent } = setting
  const outbox = setting.create({ inclusionDeadlineMs: 30_000 })
  await outbox.intend(vector, { key: 'a' })
  silent.add('state')
  const troubles: string[] = []
  const settling = outbox.settle('a', { awayMs: 120_000, onTrouble: ({ code }) => void troubles.push(code) })
  await expect(clock.runUntil(settling)).rejects.toMatchObject({ code: 'CHAIN_TIMEOUT' })
  expect(troubles).not.toEqual([])
  expect(clock.now()).toBeGreaterThan(120_000)
  expect(clock.pending).toBe(0)
})
