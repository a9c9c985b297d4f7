import { expect, test, vi } from 'vitest'
import { createQueues } from '../queue/queues.js'
import { readRedisUrl } from '../queue/redis-url.js'
import { startRedisCluster } from '../queue/testing/cluster.js'
import { redisServerMissing, startRedisServer } from '../queue/testing/redis.js'
import type { QueuesOptions } from '../queue/types.js'
import { openStore } from '../store/store.js'
import type { ValidatorEvent } from './events.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain } from './testing/fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './testing/fixture.js'

const parts = useEmbeddedParts()
const missing = redisServerMissing()
const skipped = missing ? ` (skipped: ${missing})` : ''
const patience = { timeout: 30_000, interval: 20 }

/** Validators of one subnet, one after another, on the same store and chain. */
async function subnetOf(netuid: number) {
  const chain = createFakeChain(validatorHotkey, sumsNeurons())
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const hold = { until: Promise.resolve() }
  const client = createFakeClient(async ({ hotkey }) => {
    if (hotkey === 'slow') await hold.until
  })
  async function start(place: QueuesOptions) {
    const queues = await createQueues(place)
    const events: ValidatorEvent[] = []
    const validator = createValidator(sums, {
      ...{ netuid, hotkey: validatorHotkey, chain, client, queues, store },
      ...{ roundBlocks: 100, secretSource: testSecret, retryDelayMs: 50, lockMs: 600, stopMs: 0 },
      onEvent: (event: ValidatorEvent) => void events.push(event),
    })
    await validator.start()
    return {
      events,
      queues,
      async [Symbol.asyncDispose]() {
        await validator[Symbol.asyncDispose]()
        await queues[Symbol.asyncDispose]()
      },
    }
  }
  const folded = (round: number) =>
    vi.waitFor(async () => expect((await store.round(round))?.state).toBe('folded'), patience)
  return { chain, store, client, hold, start, folded }
}

test.skipIf(missing !== null)(
  `a subnet whose server changed finishes its round on the former, and begins the next on its own${skipped}`,
  async () => {
    await using former = await startRedisServer()
    await using own = await startRedisServer()
    const { chain, store, client, hold, start, folded } = await subnetOf(1)
    let release = () => {}
    hold.until = new Promise((resolve) => {
      release = resolve
    })
    {
      await using _first = await start({ redisUrl: former.url })
      await vi.waitFor(() => expect(client.queries.length).toBeGreaterThan(0), patience)
    }
    await using next = await start({ redisUrl: [own.url], drainingUrls: [former.url] })
    const name = readRedisUrl(former.url).name
    expect((await store.announced())?.settings).toMatchObject({ server: name })
    chain.mine(100)
    await vi.waitFor(() => expect(client.queries).toContain('slow'), patience)
    expect(await store.round(1_100)).toBeNull()
    release()
    await folded(1_000)
    chain.mine()
    await folded(1_100)
    const kinds = next.events.map((event) => event.kind)
    expect(kinds.filter((kind) => kind === 'queue-moved')).toHaveLength(1)
    const at = (kind: string, round: number) =>
      next.events.findIndex((event) => event.kind === kind && 'round' in event && event.round === round)
    expect(at('round-folded', 1_000)).toBeLessThan(kinds.indexOf('queue-moved'))
    expect(kinds.indexOf('queue-moved')).toBeLessThan(at('round-planned', 1_100))
    expect((await store.announced())?.settings).toMatchObject({ server: readRedisUrl(own.url).name })
    expect(await store.receipts(1_000)).toHaveLength(18)
  },
)

test.skipIf(missing !== null)(
  `a server that is taken off with jobs that wait loses nothing, and the order of the others says nothing${skipped}`,
  async () => {
    const servers = await Promise.all([1, 2, 3].map(() => startRedisServer()))
    try {
      const urls = servers.map(({ url }) => url)
      const list = await createQueues({ redisUrl: urls })
      const own = servers.find(({ url }) => readRedisUrl(url).name === list.servers!.homeOf('sn-3'))!
      await list[Symbol.asyncDispose]()
      const { chain, store, client, hold, start, folded } = await subnetOf(3)
      hold.until = new Promise(() => {})
      {
        await using first = await start({ redisUrl: urls })
        await vi.waitFor(() => expect(client.queries).toContain('slow'), patience)
        expect(first.queues.serverOf!({ tag: 'sn-3', name: 'any' })).toBe(readRedisUrl(own.url).name)
      }
      hold.until = Promise.resolve()
      const others = urls.filter((url) => url !== own.url).reverse()
      await using next = await start({ redisUrl: others })
      await folded(1_000)
      expect(await store.receipts(1_000)).toHaveLength(18)
      expect(next.events.filter(({ kind }) => kind === 'queue-moved')).toMatchObject([
        { from: readRedisUrl(own.url).name, reason: 'it is not listed any more' },
      ])
      const serverOf = async () =>
        ((await store.announced())?.settings as { server?: string } | undefined)?.server
      const home = await serverOf()
      await next[Symbol.asyncDispose]()
      // In another order nothing moves.
      await using again = await start({ redisUrl: others.toReversed() })
      chain.mine(100)
      await folded(1_100)
      expect(await serverOf()).toBe(home)
      expect(again.events.filter(({ kind }) => kind === 'queue-moved')).toEqual([])
    } finally {
      for (const server of servers) await server[Symbol.asyncDispose]()
    }
  },
)

test.skipIf(missing !== null)(`a round runs on a cluster of three masters${skipped}`, async () => {
  await using cluster = await startRedisCluster()
  const { start, folded } = await subnetOf(2)
  await using validator = await start({ redisUrl: cluster.url })
  await folded(1_000)
  expect(validator.events.filter(({ kind }) => kind === 'trouble' || kind === 'step-failed')).toEqual([])
})
