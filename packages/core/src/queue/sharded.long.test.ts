import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createQueues } from './queues.js'
import { readRedisUrl } from './redis-url.js'
import { conformance } from './testing/conformance.js'
import { type RedisServer, redisServerMissing, startRedisServer } from './testing/redis.js'
import type { Queues } from './types.js'

const missing = redisServerMissing()
const patience = { timeout: 30_000, interval: 20 }

describe.skipIf(missing !== null)(`queues on three servers${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let redis: readonly RedisServer[] = []
  const urls = () => redis.map(({ url }) => url)
  const nameOf = (server: RedisServer) => readRedisUrl(server.url).name
  /** A group whose home is the server. */
  const tagOn = (queues: Queues, server: RedisServer) =>
    Array.from({ length: 100 }, (_, netuid) => `sn-${netuid}`).find(
      (tag) => queues.servers!.homeOf(tag) === nameOf(server),
    )!
  beforeAll(async () => {
    redis = await Promise.all([1, 2, 3].map(() => startRedisServer()))
  })
  afterAll(async () => {
    for (const server of redis) await server[Symbol.asyncDispose]()
  })

  conformance(() => ({
    open: () => createQueues({ redisUrl: urls() }),
    async lose({ tag, name }, id) {
      const clients = urls().map((url) => new Redis(url))
      const lost = await Promise.all(clients.map((client) => client.lrem(`{${tag}}:${name}:wait`, 1, id)))
      expect(lost.sort()).toEqual([0, 0, 1])
      for (const client of clients) await client.quit()
    },
  }))

  test('the death of a server stops its own groups alone, and they go on when it is back', async () => {
    const [doomed, other] = redis as [RedisServer, RedisServer]
    await using queues = await createQueues({ redisUrl: urls() })
    const [dead, alive] = [tagOn(queues, doomed), tagOn(queues, other)]
    const views = { dead: queues.servers!.trouble(dead), alive: queues.servers!.trouble(alive) }
    const announced: string[] = []
    for (const [name, view] of Object.entries(views))
      view.onTrouble((trouble) => announced.push(`${name} ${trouble?.code ?? 'over'}`))
    const ran: string[] = []
    const job = (tag: string, id: string) => ({ queue: { tag, name: 'q' }, name: 'x', id, data: null })
    for (const tag of [dead, alive])
      queues.work({ tag, name: 'q' }, async ({ id }) => void ran.push(`${tag} ${id}`))
    await queues.add(job(dead, 'a'), job(alive, 'a'))
    await vi.waitFor(() => expect(ran).toHaveLength(2), patience)
    await doomed.kill()
    await vi.waitFor(() => expect(announced).toEqual(['dead QUEUE_UNAVAILABLE']), patience)
    await expect(queues.add(job(dead, 'b'), job(alive, 'b'))).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    })
    await vi.waitFor(() => expect(ran).toContain(`${alive} b`), patience)
    expect(queues.trouble).toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    expect(views.alive.trouble).toBeNull()
    await doomed.start()
    await vi.waitFor(() => expect(announced).toEqual(['dead QUEUE_UNAVAILABLE', 'dead over']), patience)
    await queues.add(job(dead, 'c'))
    await vi.waitFor(() => expect(ran).toContain(`${dead} c`), patience)
  })

  test('a server that is away at the start concerns its own groups, unless they are needed', async () => {
    await using late = await startRedisServer()
    await late.kill()
    const list = [...urls(), late.url]
    const probe = await createQueues({ redisUrl: list })
    const tag = tagOn(probe, late)
    await probe[Symbol.asyncDispose]()
    await expect(createQueues({ redisUrl: list, tags: [tag] })).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    })
    await using queues = await createQueues({ redisUrl: list })
    const ran: string[] = []
    queues.work({ tag, name: 'q' }, async ({ id }) => void ran.push(id))
    const queue = { tag: tagOn(queues, redis[0]!), name: 'q' }
    await queues.add({ queue, name: 'x', id: 'x', data: null })
    await vi.waitFor(
      () => expect(queues.servers!.trouble(tag).trouble).toMatchObject({ code: 'QUEUE_UNAVAILABLE' }),
      patience,
    )
    await late.start()
    await vi.waitFor(async () => {
      await queues.add({ queue: { tag, name: 'q' }, name: 'x', id: 'late', data: null })
      expect(ran).toContain('late')
    }, patience)
  })

  test('queues that move end their jobs on the former server, and take the others on the next', async () => {
    const [from, to] = redis as [RedisServer, RedisServer]
    await using queues = await createQueues({ redisUrl: [to.url], drainingUrls: [from.url] })
    const queue = { tag: 'sn-7', name: 'moving' }
    await queues.servers!.move([queue], nameOf(from))
    expect(queues.serverOf!(queue)).toBe(nameOf(from))
    const ran: string[] = []
    let end = () => {}
    const running = new Promise<void>((resolve) => {
      end = resolve
    })
    queues.work(queue, async ({ id }) => {
      ran.push(id)
      if (id === 'first') await running
    })
    const add = (id: string) => queues.add({ queue, name: 'x', id, data: null })
    await add('first')
    await vi.waitFor(() => expect(ran).toEqual(['first']), patience)
    await add('waits')
    const moving = queues.servers!.move([queue], queues.servers!.homeOf('sn-7'))
    await vi.waitFor(() => expect(queues.serverOf!(queue)).toBe(nameOf(to)), patience)
    await add('second')
    await vi.waitFor(() => expect(ran).toEqual(['first', 'second']), patience)
    end()
    await moving
    await using before = await createQueues({ redisUrl: from.url })
    expect(await before.counts(queue)).toMatchObject({ waiting: 0, active: 0, workers: 0 })
  })
})

test('refuses a server that is listed twice, also with another password', async () => {
  const redisUrl = ['redis://:hunter2@127.0.0.1:1', 'redis://127.0.0.1:1']
  const error = await createQueues({ redisUrl }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(String(error)).not.toContain('hunter2')
})
