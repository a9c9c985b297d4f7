import { createRedisBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { SubnetError, toSubnetError } from '../../errors/subnet-error.js'
import type { Queues } from '../queues.js'
import { ownQueues } from './own-queues.js'

const connectTimeoutMs = 5_000

/** Queues on Redis. One connection for all that adds jobs; BullMQ opens one more for each worker. */
export async function openRedisQueues(url: string): Promise<Queues> {
  let connected = false
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // What BullMQ asks for: commands wait for a lost connection to come back. Only the first has to come at once.
    maxRetriesPerRequest: null,
    retryStrategy: (times): number | null => (connected ? Math.min(times * 100, 2_000) : null),
  })
  redis.on('error', () => {}) // each command, and each queue and worker, reports its own
  try {
    await redis.connect()
    connected = true
  } catch (error) {
    redis.disconnect()
    const { host, port } = redis.options
    throw new SubnetError(
      'QUEUE_UNAVAILABLE',
      // Never the URL: it may hold a password.
      { backend: `redis ${host}:${port}`, detail: toSubnetError(error).message },
      { cause: error },
    )
  }
  return ownQueues({
    backend: 'redis',
    factory: createRedisBackend,
    connect: () => redis,
    close: async () => {
      // On a lost connection QUIT would wait for it to come back.
      if (redis.status === 'ready') await redis.quit()
      else redis.disconnect()
    },
  })
}
