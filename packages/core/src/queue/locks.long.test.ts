import { describe, expect, test, vi } from 'vitest'
import { createQueues } from './queues.js'
import { redisMissing, startTestRedis } from './testing/redis.js'
import { startWorkerChild } from './testing/start-worker-child.js'

const missing = redisMissing()
const lockMs = 1_000
const patience = { timeout: 60_000, interval: 20 }
const job = { name: 'query', id: 'query-1-1', data: null }

describe.skipIf(missing !== null)(`locks of jobs${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('the job of a worker killed with SIGKILL runs again elsewhere', async () => {
    await using redis = await startTestRedis()
    await using queues = await createQueues({ redisUrl: redis.url })
    const queue = { tag: 'sn-7', name: `killed-${process.pid}` }
    await using child = startWorkerChild(redis.url, queue, lockMs)
    await queues.add({ ...job, queue })
    await vi.waitFor(() => expect(child.said).toEqual(['started']), patience)
    child.signal('SIGKILL')
    const seen: number[] = []
    queues.work(queue, async ({ attempt }) => void seen.push(attempt), { lockMs })
    await vi.waitFor(async () => expect(await queues.get(queue, job.id)).toBeNull(), patience)
    // Not an attempt that failed.
    expect(seen).toEqual([1])
  })

  test('a worker that froze past its lock cannot acknowledge the run of another', async () => {
    await using redis = await startTestRedis()
    await using queues = await createQueues({ redisUrl: redis.url })
    const queue = { tag: 'sn-7', name: `frozen-${process.pid}` }
    await using child = startWorkerChild(redis.url, queue, lockMs)
    await queues.add({ ...job, queue })
    await vi.waitFor(() => expect(child.said).toEqual(['started']), patience)
    child.signal('SIGSTOP')
    let runs = 0
    let end = () => {}
    const held = new Promise<void>((resolve) => {
      end = resolve
    })
    queues.work(
      queue,
      async () => {
        runs += 1
        await held
      },
      { lockMs },
    )
    await vi.waitFor(() => expect(runs).toBe(1), patience)
    child.signal('SIGCONT')
    child.endJob()
    await vi.waitFor(() => expect(child.said).toContain('ended'), patience)
    // Once the frozen worker takes the next job, it has tried to acknowledge the first.
    await queues.add({ ...job, id: 'query-1-2', queue })
    await vi.waitFor(() => expect(child.said.filter((line) => line === 'started')).toHaveLength(2), patience)
    expect(await queues.get(queue, job.id)).toMatchObject({ state: 'active' })
    end()
    await vi.waitFor(async () => expect(await queues.get(queue, job.id)).toBeNull(), patience)
    expect(runs).toBe(1)
  })
})
