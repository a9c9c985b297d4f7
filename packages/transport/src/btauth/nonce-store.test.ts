import { spawn, spawnSync } from 'node:child_process'
import { isSubnetError } from '@subnetkit/base'
import { freePort } from '@subnetkit/base/testing'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createMemoryNonceStore, type NonceStore } from './nonce-store.js'
import { createRedisNonceStore } from './redis-nonce-store.js'

interface StoreUnderTest extends AsyncDisposable {
  open(retentionMs: number): NonceStore
  /** Lets so much time pass for the store. */
  pass(ms: number): Promise<void>
}

/** Conformance suite of nonce stores. */
function conformance(create: () => Promise<StoreUnderTest>): void {
  it('takes a pair once', async () => {
    await using under = await create()
    const store = under.open(60_000)
    expect(await store.remember('a', 1n)).toBe(true)
    expect(await store.remember('a', 1n)).toBe(false)
    expect(await store.remember('a', 2n)).toBe(true)
    expect(await store.remember('b', 1n)).toBe(true)
  })

  it('lets one of many at once through', async () => {
    await using under = await create()
    const store = under.open(60_000)
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.remember('a', 9n)))
    expect(answers.filter(Boolean)).toHaveLength(1)
  })

  it('forgets after the retention, not before', async () => {
    await using under = await create()
    const store = under.open(60_000)
    expect(store.retentionMs).toBe(60_000)
    await store.remember('a', 1n)
    await under.pass(30_000)
    expect(await store.remember('a', 1n)).toBe(false)
    await under.pass(30_000)
    expect(await store.remember('a', 1n)).toBe(true)
  })
}

describe('memory nonce store', () => {
  conformance(async () => {
    let time = 0
    return {
      open: (retentionMs) => createMemoryNonceStore({ retentionMs, now: () => time }),
      async pass(ms) {
        time += ms
      },
      async [Symbol.asyncDispose]() {},
    }
  })

  const refused = (store: NonceStore, hotkey: string, nonce: bigint) => {
    try {
      store.remember(hotkey, nonce)
      return false
    } catch (error) {
      return isSubnetError(error, 'AUTH_STORE_FULL')
    }
  }

  it('refuses when full instead of forgetting, and goes on when room is there again', async () => {
    let time = 0
    const store = createMemoryNonceStore({ retentionMs: 100, maxNonces: 2, now: () => time })
    store.remember('a', 1n)
    store.remember('b', 1n)
    expect(refused(store, 'c', 1n)).toBe(true)
    expect(store.remember('a', 1n)).toBe(false)
    time = 100
    expect(refused(store, 'c', 1n)).toBe(false)
  })

  it('does not let one caller fill the store', () => {
    const store = createMemoryNonceStore({ maxNoncesPerHotkey: 2 })
    store.remember('a', 1n)
    store.remember('a', 2n)
    expect(refused(store, 'a', 3n)).toBe(true)
    expect(store.remember('b', 1n)).toBe(true)
  })
})

/** A Redis of its own for one test, or the one that REDIS_URL names. */
async function startRedis(): Promise<{ url: string; stop(): void }> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop() {} }
  const port = await freePort()
  const server = spawn('redis-server', [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
  ])
  for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill() }
}

const hasRedis = Boolean(process.env.REDIS_URL) || spawnSync('redis-server', ['--version']).status === 0

describe.skipIf(!hasRedis)('redis nonce store (needs REDIS_URL or a redis-server binary)', () => {
  conformance(async () => {
    const redis = await startRedis()
    const client = new Redis(redis.url)
    const keyPrefix = `test:${process.pid}:${Math.random()}:`
    return {
      open: (retentionMs) => createRedisNonceStore({ client, retentionMs, keyPrefix }),
      // Redis has no clock to turn: every key is brought nearer to its end instead.
      async pass(ms) {
        for (const key of await client.keys(`${keyPrefix}*`)) {
          await client.pexpire(key, Math.max(0, (await client.pttl(key)) - ms))
        }
      },
      async [Symbol.asyncDispose]() {
        client.disconnect()
        redis.stop()
      },
    }
  })
})

describe('redis nonce store without its Redis', () => {
  it.each([
    ['fails', () => Promise.reject(new Error('no connection'))],
    ['never answers', () => new Promise<null>(() => {})],
  ])('refuses rather than guesses when it %s', async (_, set) => {
    const store = createRedisNonceStore({ client: { set }, deadlineMs: 20 })
    await expect(store.remember('a', 1n)).rejects.toMatchObject({ code: 'AUTH_STORE_UNAVAILABLE' })
  })
})
