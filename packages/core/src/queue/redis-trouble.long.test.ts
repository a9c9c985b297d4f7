import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { createQueues } from './queues.js'
import { type RedisServer, redisServerMissing, startRedisServer } from './testing/redis.js'
import type { NewJob, Queues } from './types.js'

const missing = redisServerMissing()
const queue = { tag: 'sn-7', name: 'q' }
const patience = { timeout: 60_000, interval: 50 }

const jobs = (from: number, to: number): NewJob[] =>
  Array.from({ length: to - from }, (_, index) => ({
    queue,
    name: 'query',
    id: `query-${from + index}`,
    data: null,
    attempts: 'unlimited',
    retryDelayMs: 50,
  }))

/** Queues with a worker that counts what it ran, and the trouble that they announced. */
async function open(url: string, lockMs = 2_000) {
  const queues = await createQueues({ redisUrl: url })
  const announced: (string | null)[] = []
  const errors: string[] = []
  queues.onTrouble((trouble) => announced.push(trouble?.code ?? null))
  const ran = new Map<string, number>()
  queues.work(
    queue,
    async ({ id }) => {
      await sleep(5)
      ran.set(id, (ran.get(id) ?? 0) + 1)
    },
    { concurrency: 4, lockMs, onError: (error) => errors.push(String(error)) },
  )
  return { queues, announced, errors, ran, [Symbol.asyncDispose]: () => queues[Symbol.asyncDispose]() }
}

/** Adds what is missing until nothing is, as the reconciler does. */
async function reconcile(queues: Queues, all: readonly NewJob[], ran: ReadonlyMap<string, number>) {
  await vi.waitFor(async () => {
    const open = all.filter(({ id }) => !ran.has(id!))
    if (open.length > 0) await queues.add(...open)
    expect(open).toEqual([])
  }, patience)
}

describe
  .skipIf(missing !== null)
  .concurrent(`Redis in trouble${missing ? ` (skipped: ${missing})` : ''}`, () => {
    test('a Redis that is killed and returns with its data: nothing is lost, and it is said once', async () => {
      await using server = await startRedisServer('--appendonly', 'yes', '--appendfsync', 'always')
      await using opened = await open(server.url)
      const { queues, announced, errors, ran } = opened
      const all = jobs(0, 600)
      await queues.add(...all)
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(50), patience)
      await server.kill()
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_UNAVAILABLE']), patience)
      await expect(queues.add(...jobs(600, 601))).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
      await server.start()
      // The command that got no answer is sent again when the server is back: a refused job may run, once.
      await vi.waitFor(() => expect(all.filter(({ id }) => !ran.has(id!))).toEqual([]), patience)
      expect(ran.get('query-600') ?? 0).toBeLessThanOrEqual(1)
      await reconcile(queues, jobs(600, 601), ran)
      expect(ran.size).toBe(601)
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_UNAVAILABLE', null]), patience)
      expect(errors).toEqual([])
      // Those that ran while it died were not acknowledged.
      expect([...ran.values()].filter((runs) => runs > 1).length).toBeLessThanOrEqual(4)
    })

    test('a Redis that is killed and returns empty: what is missing is reported and added again', async () => {
      await using server = await startRedisServer()
      await using opened = await open(server.url)
      const { queues, announced, ran } = opened
      const all = jobs(0, 400)
      await queues.add(...all)
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(50), patience)
      await server.kill()
      await sleep(3_000)
      await server.start()
      await reconcile(queues, all, ran)
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_UNAVAILABLE', null]), patience)
    })

    test('a Redis that freezes for 15 s: workers go on by themselves', async () => {
      await using server = await startRedisServer()
      await using opened = await open(server.url)
      const { queues, announced, ran } = opened
      await queues.add(...jobs(0, 400))
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(50), patience)
      server.signal('SIGSTOP')
      await sleep(15_000)
      expect(announced).toEqual(['QUEUE_UNAVAILABLE'])
      server.signal('SIGCONT')
      await vi.waitFor(() => expect(ran.size).toBe(400), patience)
      await queues.add(...jobs(400, 500))
      await vi.waitFor(() => expect(ran.size).toBe(500), patience)
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_UNAVAILABLE', null]), patience)
    })

    test('defect: queues never closed beside a Redis that had frozen unnoticed', async () => {
      await using server = await startRedisServer()
      const { queues, ran } = await open(server.url)
      await queues.add(...jobs(0, 400))
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(50), patience)
      server.signal('SIGSTOP')
      await queues[Symbol.asyncDispose]()
      expect(ran.size).toBeLessThan(400)
    })

    test('a Redis that is full: a busy worker still drains it, and it is said once', async () => {
      await using server = await startRedisServer()
      using admin = adminOf(server)
      // A full Redis renews no lock: a job that loses its own gives the worker no next one.
      await using opened = await open(server.url, 60_000)
      const { queues, announced, errors, ran } = opened
      await queues.add(...jobs(0, 300))
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(10), patience)
      await admin.redis.config('SET', 'maxmemory', '1mb')
      await expect(queues.add(...jobs(300, 301))).rejects.toMatchObject({ code: 'QUEUE_FULL' })
      await vi.waitFor(() => expect(ran.size).toBe(300), patience)
      expect(announced).toEqual(['QUEUE_FULL'])
      await admin.redis.config('SET', 'maxmemory', '0')
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_FULL', null]), patience)
      await queues.add(...jobs(300, 301))
      await vi.waitFor(() => expect(ran.size).toBe(301), patience)
      expect(errors).toEqual([])
    })

    test('a Redis that is full when a worker comes: it rests until there is room', async () => {
      await using server = await startRedisServer()
      using admin = adminOf(server)
      {
        await using adding = await createQueues({ redisUrl: server.url })
        await adding.add(...jobs(0, 100))
      }
      await admin.redis.config('SET', 'maxmemory', '1mb')
      await using opened = await open(server.url)
      const { announced, ran } = opened
      await sleep(4_000)
      expect(announced).toEqual(['QUEUE_FULL'])
      // A worker that did not rest would be refused some thousand times a second.
      const refused = Number(/errorstat_OOM:count=(\d+)/.exec(await admin.redis.info('errorstats'))?.[1])
      expect(refused).toBeLessThan(50)
      await admin.redis.config('SET', 'maxmemory', '0')
      await vi.waitFor(() => expect(ran.size).toBe(100), patience)
      await vi.waitFor(() => expect(announced).toEqual(['QUEUE_FULL', null]), patience)
    })

    test.each(['demoted', 'gone without a word'])('a failover, with the old master %s', async (old) => {
      await using first = await startRedisServer()
      await using second = await startRedisServer('--replicaof', `127.0.0.1 ${first.port}`)
      await using address = await followingAddress(first)
      await using opened = await open(address.url)
      const { queues, announced, ran } = opened
      const all = jobs(0, 600)
      await queues.add(...all)
      await vi.waitFor(() => expect(ran.size).toBeGreaterThan(50), patience)
      using oldMaster = adminOf(first)
      using newMaster = adminOf(second)
      await newMaster.redis.replicaof('NO', 'ONE')
      address.follow(second)
      // Connections that exist stay on the old one: it answers as a replica, or not at all.
      if (old === 'demoted') await oldMaster.redis.replicaof('127.0.0.1', second.port)
      else address.swallow()
      await reconcile(queues, all, ran)
      // A replica refuses writes and ends connections that wait for jobs: either may be met first.
      const said = ['QUEUE_UNAVAILABLE', ...(old === 'demoted' ? ['QUEUE_READ_ONLY'] : [])]
      await vi.waitFor(() => expect(announced.at(-1)).toBeNull(), patience)
      expect(said).toContain(announced[0])
      expect(announced.length).toBeLessThanOrEqual(4)
    })
  })

function adminOf(server: RedisServer) {
  const redis = new Redis(server.url)
  return { redis, [Symbol.dispose]: () => redis.disconnect() }
}

/** An address that leads to one server after another, as a virtual IP does. */
async function followingAddress(to: RedisServer) {
  let target = to
  const pairs = new Set<readonly [Socket, Socket]>()
  const proxy = createServer((client) => {
    const server = dial(target.port, '127.0.0.1')
    const pair = [client, server] as const
    pairs.add(pair)
    client.pipe(server)
    server.pipe(client)
    for (const socket of pair) {
      socket.on('error', () => {})
      socket.on('close', () => {
        pairs.delete(pair)
        client.destroy()
        server.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as { port: number }
  return {
    url: `redis://127.0.0.1:${port}`,
    follow(next: RedisServer) {
      target = next
    },
    /** Lets nothing through on the connections that exist, and does not close them. */
    swallow() {
      for (const [client, server] of pairs) {
        client.unpipe(server)
        server.unpipe(client)
        client.resume()
        server.resume()
      }
    },
    async [Symbol.asyncDispose]() {
      for (const [client] of pairs) client.destroy()
      proxy.close()
    },
  }
}
