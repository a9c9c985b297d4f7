import { configError, toSubnetError } from '@subnetkit/base'
import { createRedisBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { coreError } from '../errors.js'
import { ownQueues } from './bullmq-queues.js'
import type { Queues } from './types.js'

const connectTimeoutMs = 5_000

/** A URL that could not be one is refused: the client would take it for the name of a host or of a socket file. */
function checkUrl(url: string): void {
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return
  // Never the URL: it may hold a password.
  const detail = 'it is not a redis:// or rediss:// URL'
  const fix = 'Use a URL such as redis://127.0.0.1:6379, or omit redisUrl to use the embedded backend.'
  throw configError('CONFIG_INVALID', { place: 'redisUrl', detail, fix })
}

/** Queues on Redis. One connection for all that adds jobs; BullMQ opens one more for each worker. */
export async function openRedisQueues(url: string): Promise<Queues> {
  checkUrl(url)
  let connected = false
  let lost: Error | undefined
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // What BullMQ asks for: commands wait for a lost connection to come back. Only the first has to come at once.
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
      // The rejection says no more than that the connection is closed.
      { backend: `redis ${host}:${port}`, detail: toSubnetError(lost ?? error).message },
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
