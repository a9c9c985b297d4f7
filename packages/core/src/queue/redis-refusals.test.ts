import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createQueues } from './queues.js'
import { checkServer } from './redis-checks.js'
import { type RedisServer, redisServerMissing, startRedisServer } from './testing/redis.js'

/** Rights that docs/validator.md lists. */
const rights =
  '~{sn-7}:* resetchannels -@all +@read +@write +@blocking +@scripting +@connection +info +client|list'

const missing = redisServerMissing()

describe.skipIf(missing !== null)(
  `a Redis is refused at the start${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let server: RedisServer
    let admin: Redis
    beforeAll(async () => {
      server = await startRedisServer()
      admin = new Redis(server.url)
    })
    afterAll(async () => {
      admin.disconnect()
      await server[Symbol.asyncDispose]()
    })

    const refusal = async (url = server.url) => {
      try {
        await using queues = await createQueues({ redisUrl: url })
        await queues.add({ queue: { tag: 'sn-7', name: 'q' }, name: 'x', id: 'x', data: null })
        return null
      } catch (error) {
        expect(String(error)).not.toContain('hunter2')
        return error
      }
    }
    const as = (user: string, password: string) => `redis://${user}:${password}@127.0.0.1:${server.port}`

    test('that evicts', async () => {
      await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
      expect(await refusal()).toMatchObject({ code: 'QUEUE_EVICTS', details: { policy: 'allkeys-lru' } })
      await admin.config('SET', 'maxmemory-policy', 'noeviction')
      expect(await refusal()).toBeNull()
    })

    test('that is a read-only replica', async () => {
      await admin.replicaof('127.0.0.1', 1)
      expect(await refusal()).toMatchObject({ code: 'QUEUE_READ_ONLY' })
      await admin.replicaof('NO', 'ONE')
    })

    test('that is a node of a cluster', async () => {
      await using cluster = await startRedisServer('--cluster-enabled', 'yes')
      expect(await refusal(cluster.url)).toMatchObject({ code: 'QUEUE_CLUSTERED' })
    })

    test('whose password is another', async () => {
      await admin.acl('SETUSER', 'queue', 'on', '>hunter2', ...rights.split(' '))
      expect(await refusal(as('queue', 'hunter2wrong'))).toMatchObject({ code: 'QUEUE_LOGIN_REFUSED' })
      await admin.acl('SETUSER', 'default', 'resetpass', '>secret')
      expect(await refusal()).toMatchObject({ code: 'QUEUE_LOGIN_REFUSED' })
      await admin.acl('SETUSER', 'default', 'nopass')
    })

    test('that does not permit what the queues need; what the docs list is enough', async () => {
      await admin.acl('SETUSER', 'queue', 'reset', 'on', '>hunter2', ...rights.split(' '))
      expect(await refusal(as('queue', 'hunter2'))).toBeNull()
      for (const less of ['-info', '-@scripting', '~{sn-7}:*']) {
        const fewer = less.startsWith('-') ? [less] : ['resetkeys', '~{sn-8}:*']
        await admin.acl('SETUSER', 'queue', 'reset', 'on', '>hunter2', ...rights.split(' '), ...fewer)
        expect(await refusal(as('queue', 'hunter2')), less).toMatchObject({ code: 'QUEUE_NOT_PERMITTED' })
      }
    })
  },
)

describe('a Redis is refused at the start', () => {
  test('that is too old', async () => {
    const info = (version: string) =>
      ({ info: async () => `# Server\r\nredis_version:${version}\r\n` }) as Redis
    const refused = { code: 'QUEUE_TOO_OLD' }
    await expect(checkServer(info('6.0.16'), 'r')).rejects.toMatchObject(refused)
    await expect(checkServer(info('5.0.0'), 'r')).rejects.toMatchObject(refused)
    await checkServer(info('6.2.0'), 'r')
    await checkServer(info('10.0.1'), 'r')
    await checkServer({ info: async () => '' } as unknown as Redis, 'r')
  })

  test('that closes what speaks no TLS, or what speaks it', async () => {
    const server: Server = createServer((socket) => socket.end('?')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    for (const scheme of ['redis', 'rediss']) {
      const error = await createQueues({ redisUrl: `${scheme}://127.0.0.1:${port}` }).catch((e: unknown) => e)
      expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    }
    server.close()
  })
})
