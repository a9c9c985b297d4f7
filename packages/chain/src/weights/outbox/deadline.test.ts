import { expect, test } from 'vitest'
import { connectChain } from '../../connection/connect-chain.js'
import { createFaultProxy } from '../../testing/fault-proxy/proxy.js'
import { entryAt } from '../testing/entry.js'
import { createMemoryStore } from '../testing/memory-store.js'
import { createWeightsDevnet } from '../testing/weights-devnet.js'
import { createWeightsOutbox } from './outbox.js'

const vector = { uids: [0, 2, 3], values: [1_000, 65_535, 7], versionKey: 3n }

/** No call of the chain has a deadline of its own that would end in time. */
const neverMs = 600_000

async function setUp(options: Parameters<typeof createWeightsDevnet>[0] = {}) {
  const chain = await createWeightsDevnet({ port: 0, ...options })
  const proxy = await createFaultProxy({ upstream: chain.devnet.url as string })
  const client = await connectChain({
    endpoint: proxy.url,
    ...{ deadlineMs: neverMs, inclusionDeadlineMs: neverMs, stallMs: neverMs },
    reconnect: { firstMs: 5, longestMs: 50 },
  })
  const store = createMemoryStore()
  const { netuid, hotkey: signer } = chain
  const outbox = createWeightsOutbox({ client, signer, netuid, store })
  return {
    ...{ chain, proxy, client, store, outbox },
    async [Symbol.asyncDispose]() {
      await client.close()
      await proxy.close()
      await chain.devnet.close()
    },
  }
}

test('defect: weights that wait for a block end the call at its deadline, without an error', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { outbox, chain } = setting
  await outbox.intend(vector, { key: 'a' })
  const [waiting] = await outbox.advance({ deadlineMs: 5_000 })
  expect(waiting).toMatchObject({ settled: false, code: 'submitted', entry: { key: 'a' } })
  chain.devnet.mine()
  const [done] = await outbox.advance()
  expect(done).toMatchObject({ settled: true, entry: { stage: 'confirmed', signatures: 1 } })
  expect(chain.included()).toBe(1)
})

test('defect: a chain that stops answering ends it at the deadline, with what is kept', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { outbox, chain, proxy } = setting
  await outbox.intend(vector, { key: 'a' })
  // The socket stays open: nothing is told of it.
  proxy.inject({ kind: 'request', method: 'author_submitExtrinsic', fault: { kind: 'silence' } })
  const [waiting] = await outbox.advance({ deadlineMs: 5_000 })
  expect(waiting).toMatchObject({ settled: false, entry: { stage: 'submitted' } })
  // One that waits for its turn has no more time than the others.
  const both = await Promise.all([1_000, 500].map((deadlineMs) => outbox.advance({ deadlineMs })))
  expect(both.map(([status]) => status?.entry.stage)).toEqual(['submitted', 'submitted'])
  proxy.calm()
  proxy.drop()
  const mining = setInterval(() => chain.devnet.mine(), 100)
  const { entry } = await outbox.settle('a').finally(() => clearInterval(mining))
  expect(entry).toMatchObject({ stage: 'confirmed', signatures: 1 })
  expect(chain.included()).toBe(1)
})

test('defect: a nonce that no block ever takes ends it at the deadline', async () => {
  await using setting = await setUp({ blockTime: 'manual' })
  const { outbox, chain, proxy } = setting
  await outbox.intend(vector, { key: 'a' })
  proxy.inject({
    ...{ kind: 'answer', method: 'system_accountNextIndex', times: 10_000 },
    fault: { kind: 'rewrite', rewrite: (text) => text.replace(/"result":\d+/, '"result":4000000000') },
  })
  const mining = setInterval(() => chain.devnet.mine(), 200)
  try {
    const [waiting] = await outbox.advance({ deadlineMs: 5_000 })
    expect(waiting).toMatchObject({ settled: false, entry: { stage: 'submitted' } })
  } finally {
    clearInterval(mining)
  }
  expect(chain.included()).toBe(0)
})

test('defect: one that waits for its block leaves time for a commit that has to be revealed', async () => {
  await using setting = await setUp({ commitReveal: true, tempo: 500 })
  const { outbox, chain, store } = setting
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
  const statuses = await outbox.advance({ deadlineMs: 4_000 })
  expect(statuses.map(({ entry }) => [entry.key, entry.stage])).toEqual([
    ['stuck', 'submitted'],
    ['due', 'revealed'],
  ])
})
