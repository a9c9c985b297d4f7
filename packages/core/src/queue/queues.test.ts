import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../store/database.js'
import { openDatabase } from '../store/open-database.js'
import { listenChannel } from './pglite-pool.js'
import { createQueues } from './queues.js'
import { conformance } from './testing/conformance.js'
import { redisMissing, startTestRedis, type TestRedis } from './testing/redis.js'

describe('embedded queues', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ memory: true })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  conformance(() => ({ open: () => createQueues({ database }) }))

  test('hear of jobs at once: a LISTEN is recognised behind its comments', () => {
    expect(listenChannel('-- why\n-- and how\nLISTEN bullmq_jobs;\n')).toBe('bullmq_jobs')
    expect(listenChannel("select 'LISTEN bullmq_jobs'")).toBeUndefined()
  })
})

const missing = redisMissing()

describe.skipIf(missing !== null)(`redis queues${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startTestRedis()
  })
  afterAll(() => redis[Symbol.asyncDispose]())

  conformance(() => ({ open: () => createQueues({ redisUrl: redis.url }) }))
})

test('a Redis that is not there is said so, without its password', async () => {
  const redisUrl = 'redis://:hunter2@127.0.0.1:1'
  const error = await createQueues({ redisUrl }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
  expect(String(error)).not.toContain('hunter2')
  expect(String(error)).toContain('ECONNREFUSED')
})

test.each(['localhost', 'http://:hunter2@127.0.0.1:6379', 'redis://a b', ''])(
  'what is no URL of Redis is refused, not taken for a name: %j',
  async (redisUrl) => {
    const error = await createQueues({ redisUrl }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(String(error)).not.toContain('hunter2')
  },
)
