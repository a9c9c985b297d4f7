import { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../store/open-database.js'
import { NoRetry } from './no-retry.js'
import { createQueues } from './queues.js'
import { redisServerMissing, startRedisServer } from './testing/redis.js'
import type { Queues } from './types.js'

const queue = { tag: 'sn-1', name: 'bounded' }
const patience = { timeout: 120_000, interval: 50 }

/** Runs jobs of which every fourth fails for good. */
async function run(queues: Queues, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `query-${index}`)
  await queues.add(...ids.map((id) => ({ queue, name: 'query', id, data: null })))
  let left = count
  queues.work(
    queue,
    async ({ id }) => {
      left -= 1
      if (Number(id.slice('query-'.length)) % 4 === 0) throw new NoRetry('no use')
    },
    { concurrency: 50 },
  )
  await vi.waitFor(async () => {
    expect(left).toBe(0)
    expect(await queues.counts(queue)).toMatchObject({ waiting: 0, active: 0 })
  }, patience)
}

const missing = redisServerMissing()

describe('queues leave no completed jobs, the newest 200 that failed, and few of BullMQ’s events', () => {
  test('embedded', async () => {
    await using database = await openDatabase({ memory: true })
    await using queues = await createQueues({ database })
    await run(queues, 1_200)
    const rows = async (table: string) => {
      const sql = `SELECT count(*)::int AS count FROM bullmq.${table} WHERE queue = 'sn-1/bounded'`
      return (await database.query<{ count: number }>(sql))[0]!.count
    }
    expect(await rows('job')).toBe(200)
    expect(await rows('event')).toBeLessThan(500)
  })

  test.skipIf(missing !== null)('Redis', async () => {
    await using server = await startRedisServer()
    await using queues = await createQueues({ redisUrl: server.url })
    await run(queues, 1_200)
    const redis = new Redis(server.url)
    const keys = await redis.keys('{sn-1}:bounded:query-*')
    const events = await redis.xlen('{sn-1}:bounded:events')
    redis.disconnect()
    expect(keys).toHaveLength(200)
    expect(events).toBeLessThan(500)
  })
})

test('defect: events of queues whose jobs come in turn are deleted for all of them', async () => {
  await using database = await openDatabase({ memory: true })
  await using queues = await createQueues({ database })
  // Two events a job: only every second queue would ever have one with a number that 256 divides.
  for (let index = 0; index < 70; index++) {
    for (const name of ['one', 'other'])
      await queues.add({ queue: { tag: 'sn-1', name }, name: 'query', id: `query-${index}`, data: null })
  }
  const [rows] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM bullmq.event')
  expect(rows!.count).toBeLessThan(150)
})
