import { reasonOf } from '@subnetkit/base'
import { createRedisBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { coreError } from '../errors.js'
import { createBullQueues } from './bullmq-queues.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Queues } from './types.js'

const connectTimeoutMs = 5_000

/** Queues on Redis. One connection for all that adds jobs; BullMQ opens one more for each worker. */
export async function openRedisQueues(url: string, telemetry?: QueueTelemetry): Promise<Queues> {
  let connected = false
  let lost: Error | undefined
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // As BullMQ requires: commands wait for a lost connection to return. Only the first one has to succeed at once.
    maxRetriesPerRequest: null,
    retryStrategy: (times): number | null => (connected ? Math.min(times * 100, 2_000) : null),
  })
  redis.on('error', (error) => {
    lost = error // each command, and each queue and worker, reports its own
  })
  try {
    await redis.connect()
    connected = true
  } catch (error) {
    redis.disconnect()
    const { host, port } = redis.options
    throw coreError(
      'QUEUE_UNAVAILABLE',
      // The rejection only says that the connection is closed.
      { backend: `redis ${host}:${port}`, detail: reasonOf(lost ?? error) },
      { cause: error },
    )
  }
  return createBullQueues({
    backend: 'redis',
    factory: createRedisBackend,
    telemetry,
    connect: () => redis,
    nameOf: ({ tag, name }) => ({ name, prefix: `{${tag}}` }),
    async standing({ prefix, name }, ids) {
      if (ids.length === 0) return []
      const key = (part: string) => `${prefix}:${name}:${part}`
      // Sent together, without waiting for each other.
      const [scores, ...found] = await Promise.all([
        redis.zmscore(key('failed'), ...ids),
        ...ids.map((id) => redis.exists(key(id))),
      ])
      return ids.map((_, index) => {
        if (scores[index] !== null) return 'failed'
        return found[index] === 1 ? 'open' : 'unknown'
      })
    },
    async countWorkers(queue) {
      const workers = await queue.getWorkers()
      // BullMQ's answer where the server knows no CLIENT LIST, as at some clouds.
      return workers.some(({ name }) => name?.includes('does not support client list'))
        ? null
        : workers.length
    },
    close: async () => {
      // On a lost connection QUIT would wait for it to come back.
      if (redis.status === 'ready') await redis.quit()
      else redis.disconnect()
    },
  })
}
