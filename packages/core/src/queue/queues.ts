import type { Queues, QueuesOptions } from './types.js'

/**
 * Opens the queues: Redis when a URL is given, else BullMQ's PostgreSQL backend on the embedded database.
 * Throws QUEUE_UNAVAILABLE when Redis cannot be reached, CONFIG_INVALID for a URL that is not one of Redis.
 */
export async function createQueues(options: QueuesOptions = {}): Promise<Queues> {
  if (options.redisUrl !== undefined) {
    const { openRedisQueues } = await import('./redis-queues.js')
    return openRedisQueues(options.redisUrl)
  }
  const { openEmbeddedQueues } = await import('./embedded-queues.js')
  return openEmbeddedQueues(options)
}
