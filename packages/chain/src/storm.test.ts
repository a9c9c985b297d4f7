import { expect, test, vi } from 'vitest'
import { connectChain, readHead } from './connection/connect-chain.js'
import { readMetagraph } from './metagraph/read.js'
import { watchMetagraph } from './metagraph/watch.js'
import { createFaultProxy } from './testing/fault-proxy/proxy.js'
import { createStorm, seededRandom } from './testing/fault-proxy/storm.js'
import { until } from './testing/until.js'
import { includedIn } from './weights/outbox/entry.js'
import { createWeightsOutbox } from './weights/outbox/outbox.js'
import { createMemoryStore } from './weights/testing/memory-store.js'
import { createWeightsDevnet } from './weights/testing/weights-devnet.js'

/** Errors that a chain that is away may end a call with; anything else is a mistake of ours. */
const weather = new Set([
  'CHAIN_TIMEOUT',
  'CHAIN_UNREACHABLE',
  'CHAIN_CONNECTION_LOST',
  'CHAIN_CALL_REFUSED',
  'CHAIN_RUNTIME_CHANGED',
])

const seed = Number(process.env.STORM_SEED ?? 1)
/** A short one in each run; `npm run chaos` has 220 and more. */
const faults = Number(process.env.STORM_FAULTS ?? 60)

test(`a storm of ${faults} faults from seed ${seed} ends as if there had been none`, async () => {
  await using chain = await createWeightsDevnet({ port: 0, blockTime: 150, specVersion: 420 })
  const { devnet, netuid, hotkey, uid, row, included } = chain
  const storm = createStorm({ seed, faults, rate: 0.08 })
  const upstream = devnet.url as string
  await using first = await createFaultProxy({ upstream })
  await using second = await createFaultProxy({ upstream })
  const connect = () =>
    connectChain({
      network: [first.url, second.url],
      deadlineMs: 800,
      stallMs: 2_000,
      maxMessageBytes: 2_000_000,
      reconnect: { firstMs: 5, longestMs: 100 },
    })
  // On a busy machine the first connection may take longer than that.
  await using client = await vi.waitFor(connect, { timeout: 60_000, interval: 50 })
  const unexpected: unknown[] = []
  const note = (error: unknown) => unexpected.push(error)
  process.on('unhandledRejection', note)
  process.on('warning', note)
  const codes = new Map<string, number>()
  const inAnyWeather = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (!weather.has(code)) note(error)
      return undefined
    }
  }

  const heads: number[] = []
  const updates: number[] = []
  client.onHead(({ number }) => heads.push(number))
  using watch = watchMetagraph(client, {
    netuid,
    retryMs: 100,
    onUpdate: ({ metagraph }) => updates.push(metagraph.block),
    onError: (error) => weather.has((error as { code: string }).code) || note(error),
  })
  await readHead(client)
  const before = client.status()
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  await until(() => client.status().requests === 0)
  const socketsBefore = sockets()

  const outbox = createWeightsOutbox({
    ...{ client, signer: hotkey, netuid, store: createMemoryStore(), staleAfterBlocks: 100_000 },
  })
  const random = seededRandom(seed + 1)
  const vectors: (readonly [number, number][])[] = []
  const setWeights = async () => {
    const values = [Math.floor(random() * 65_535), 65_535, Math.floor(random() * 65_535)]
    const key = `round-${vectors.length}`
    vectors.push(values.map((value, at) => [[0, 2, 3][at] as number, value] as [number, number]))
    const vector = { uids: [0, 2, 3], values, versionKey: 3n }
    while (!(await inAnyWeather(() => outbox.intend(vector, { key })))) {}
    while (!(await inAnyWeather(() => outbox.settle(key)))?.settled) {}
  }
  const whileItStorms = async (work: () => Promise<unknown>) => {
    while (storm.left() > 0) await work()
  }

  first.follow(storm)
  second.follow(storm)
  await Promise.all([
    whileItStorms(setWeights),
    whileItStorms(() => inAnyWeather(() => readHead(client))),
    whileItStorms(() => inAnyWeather(() => readMetagraph(client, { netuid }))),
    // Half-way the node goes away and comes back with another runtime.
    vi
      .waitUntil(() => storm.left() < faults / 2, { timeout: 120_000 })
      .then(async () => {
        await Promise.all([first.down(), second.down()])
        devnet.upgradeRuntime(425)
        await Promise.all([first.up(), second.up()])
      }),
  ])
  first.follow(undefined)
  second.follow(undefined)
  await setWeights()

  // Every decision landed exactly once, in its order, and the last one is what the chain holds.
  const entries = await outbox.entries(10_000)
  expect(entries.map((entry) => ('failure' in entry ? entry.failure.reason : entry.stage))).toEqual(
    vectors.map(() => 'confirmed'),
  )
  expect(included()).toBe(vectors.length)
  expect(row()).toEqual(vectors.at(-1))
  const blocks = entries.map((entry) => includedIn(entry)?.number ?? 0)
  expect(blocks).toEqual([...blocks].sort((a, b) => a - b))

  // Block numbers rose, each was emitted once, and the watches are at the head of the chain.
  expect(heads).toEqual([...new Set(heads)].sort((a, b) => a - b))
  expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b))
  const end = devnet.head.number
  await until(() => (heads.at(-1) ?? 0) > end && (updates.at(-1) ?? 0) > end)
  expect(watch.current()?.stale).toBe(false)
  expect(watch.current()?.metagraph.neurons[uid]?.hotkey).toBe(hotkey.address)

  // The client speaks today's runtime and holds what it held.
  expect((await client.ready()).runtimeVersion.specVersion.toNumber()).toBe(425)
  await until(() => client.status().requests === 0)
  expect(client.status()).toMatchObject({ connected: true, subscriptions: before.subscriptions })
  await until(() => sockets() <= socketsBefore)
  process.off('unhandledRejection', note)
  process.off('warning', note)
  expect(unexpected).toEqual([])
  expect([...storm.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(faults)
  if (process.env.STORM_SEED) {
    const { reconnects } = client.status()
    process.stderr.write(`${JSON.stringify({ seed, rounds: vectors.length, reconnects })}\n`)
    process.stderr.write(`${JSON.stringify(Object.fromEntries([...storm.counts, ...codes]))}\n`)
  }
}, 180_000)
