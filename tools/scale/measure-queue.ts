import type { NewJob, QueueId, Queues } from '@subnetkit/core/validator'
import { type CostReader, spent } from './costs.js'
import type { Load, ScaleResult } from './result.js'

/** Jobs of one kind of a whole round, which do nothing: added, all waiting, and taken. */
export async function measureQueue(
  queues: Queues,
  costs: CostReader,
  { played, miners }: Pick<Load, 'played' | 'miners'>,
): Promise<NonNullable<ScaleResult['queue']>> {
  const ids = Array.from({ length: played }, (_, netuid): QueueId => ({ tag: `sn-${netuid}`, name: 'query' }))
  const jobs = ids.map((queue) => jobsOf(queue, miners))
  const count = played * miners
  const memory = (await costs.redisMemory()) ?? 0
  const before = await costs.read()
  for (const own of jobs) await queues.add(...own)
  const added = spent(before, await costs.read())
  const waitingBytes = (((await costs.redisMemory()) ?? 0) - memory) / count
  const start = await costs.read()
  await runAll(queues, ids, count)
  const run = spent(start, await costs.read())
  return {
    jobs: count,
    addRedisUs: (added.redis ?? 0) / count,
    addNodeUs: added.node / count,
    runRedisUs: (run.redis ?? 0) / count,
    runNodeUs: run.node / count,
    waitingBytes,
  }
}

/** Jobs as large as those of a round. */
const jobsOf = (queue: QueueId, miners: number): NewJob[] =>
  Array.from({ length: miners }, (_, uid) => ({
    ...{ queue, name: 'query', id: `query-7200000-${uid}`, data: { round: 7_200_000, uid } },
    ...{ attempts: 'unlimited', retryDelayMs: 1_000, maxRetryDelayMs: 5_000 },
  }))

async function runAll(queues: Queues, ids: readonly QueueId[], count: number): Promise<void> {
  let left = count
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const workers = ids.map((queue) =>
    queues.work(
      queue,
      async () => {
        left -= 1
        if (left === 0) end()
      },
      { concurrency: 16 },
    ),
  )
  await ended
  await Promise.all(workers.map((worker) => worker.close()))
}
