import { checked, configError, made, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { Database } from '../store/database.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Queues, QueuesOptions } from './types.js'

const queuesOptions = optionsOf({
  redisUrl: checked<string>(
    // The client would take anything else for the name of a host or of a socket file.
    (value) => typeof value === 'string' && /^rediss?:\/\//.test(value) && URL.canParse(value),
    'a URL that begins with redis:// or rediss://',
  ).optional(),
  database: made<Database>('a database made by openDatabase', 'query', 'transaction').optional(),
  directory: text('the path of a directory').optional(),
  memory: checked<true>((value) => value === true, 'true').optional(),
  telemetry: checked<QueueTelemetry>(
    (value) => typeof value === 'object' && value !== null && 'tracer' in value && 'contextManager' in value,
    'traces made by loadQueueTelemetry',
  ).optional(),
})

/**
 * Opens the queues: on Redis, or on BullMQ's PostgreSQL backend in the embedded database. Throws CONFIG_INVALID unless
 * exactly one place is given, QUEUE_UNAVAILABLE when Redis cannot be reached, and the errors of `openDatabase`.
 */
export async function createQueues(options: QueuesOptions): Promise<Queues> {
  const { redisUrl, database, directory, memory, telemetry } = parseOptions(
    queuesOptions,
    options,
    'createQueues',
  )
  if ([redisUrl, database, directory, memory].filter((place) => place !== undefined).length !== 1) {
    const detail = 'exactly one of redisUrl, database, directory and memory is needed'
    const fix =
      'Give redisUrl to share jobs among processes, the database of the store, a directory, or memory: true to lose jobs with the process.'
    throw configError('CONFIG_INVALID', { place: 'createQueues', detail, fix })
  }
  if (redisUrl !== undefined) {
    const { openRedisQueues } = await import('./redis-queues.js')
    return openRedisQueues(redisUrl, telemetry)
  }
  const { openEmbeddedQueues, openOwnQueues } = await import('./embedded-queues.js')
  if (database !== undefined) return openEmbeddedQueues(database, telemetry)
  return openOwnQueues(directory === undefined ? { memory: true } : { directory }, telemetry)
}
