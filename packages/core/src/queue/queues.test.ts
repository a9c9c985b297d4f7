import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Database } from '../store/database.js'
import { openDatabase } from '../store/open-database.js'
import { keyOf } from './names.js'
import { listenChannel, schema } from './pglite-pool.js'
import { createQueues } from './queues.js'
import { loadQueueTelemetry, type QueueTelemetry } from './telemetry.js'
import { conformance } from './testing/conformance.js'
import { type RecordedSpan, recordingTelemetry } from './testing/recording-telemetry.js'
import { redisMissing, startTestRedis, type TestRedis } from './testing/redis.js'
import type { JobWorker } from './types.js'

describe('embedded queues', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ memory: true })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  conformance(() => ({
    open: () => createQueues({ database }),
    async lose({ tag, name }, id) {
      const sql = `update ${schema}.job set state = 'completed' where queue = $1 and id = $2`
      await database.query(sql, [keyOf({ tag, name }), id])
    },
  }))

  test('defect: the job of a killed validator waited for its lock to run out after a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'subnetkit-queues-'))
    const queue = { tag: 'sn-1', name: 'restarted' }
    const lockMs = 3_600_000
    {
      await using database = await openDatabase({ directory })
      await using queues = await createQueues({ database })
      await queues.add({ queue, name: 'plan', id: 'plan-1', data: null })
      let worker: JobWorker | undefined
      await new Promise<void>((started) => {
        const run = () => {
          started()
          return new Promise<void>(() => {})
        }
        worker = queues.work(queue, run, { lockMs })
      })
      await worker?.close({ force: true })
    }
    await using database = await openDatabase({ directory })
    await using queues = await createQueues({ database })
    expect(await queues.get(queue, 'plan-1')).toMatchObject({ state: 'active' })
    const seen: number[] = []
    queues.work(queue, async ({ attempt }) => void seen.push(attempt), { lockMs })
    await vi.waitFor(async () => expect(await queues.get(queue, 'plan-1')).toBeNull(), { timeout: 30_000 })
    // Not an attempt that failed.
    expect(seen).toEqual([1])
    rmSync(directory, { recursive: true })
  })

  test('give spans of adding and running a job, and the job carries the one to the other', async () => {
    const spans: RecordedSpan[] = []
    await using queues = await createQueues({ database, telemetry: recordingTelemetry(spans) })
    const queue = { tag: 'sn-1', name: 'traced' }
    queues.work(queue, async () => {})
    await queues.add({ queue, name: 'query', id: 'query-1', data: null })
    await vi.waitFor(async () => expect(await queues.get(queue, 'query-1')).toBeNull(), { timeout: 30_000 })
    expect(spans.map(({ name }) => name)).toContain('add sn-1/traced.query')
    expect(spans.find(({ name }) => name === 'process sn-1/traced')).toMatchObject({
      from: 'from the adder',
    })
  })

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

  conformance(() => ({
    open: () => createQueues({ redisUrl: redis.url }),
    async lose({ tag, name }, id) {
      const client = new Redis(redis.url)
      expect(await client.lrem(`{${tag}}:${name}:wait`, 1, id)).toBe(1)
      await client.quit()
    },
  }))
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

test('the adapter of OpenTelemetry is telemetry, and another object is not', async () => {
  expect(await loadQueueTelemetry()).toMatchObject({
    tracer: expect.anything(),
    contextManager: expect.anything(),
  })
  await expect(createQueues({ memory: true, telemetry: {} as QueueTelemetry })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
