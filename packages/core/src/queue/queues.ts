import { checked, configError, made, optionsOf, parseOptions, text } from '@subnetkit/base'
import { z } from 'zod'
import type { Database } from '../store/database.js'
import { isRedisUrl, readRedisUrl, redisUrlExpected } from './redis-url.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Queues, QueuesOptions } from './types.js'

function redisUrl() {
  return checked<string>(isRedisUrl, redisUrlExpected)
}

/** A Redis, or several, of which each subnet has one. */
export function redisUrls() {
  const isList = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isRedisUrl)
  return checked<string | readonly string[]>(
    (value) => isRedisUrl(value) || isList(value),
    `${redisUrlExpected}, or a list of such`,
  )
}

const queuesOptions = optionsOf({
  redisUrl: redisUrls().optional(),
  drainingUrls: z.array(redisUrl(), 'a list of URLs').optional(),
  tags: z.array(text('a name such as sn-7'), 'a list of names such as sn-7').optional(),
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
  const parsed = parseOptions(queuesOptions, options, 'createQueues')
  const { redisUrl, drainingUrls = [], tags, database, directory, memory, telemetry } = parsed
  if ([redisUrl, database, directory, memory].filter((place) => place !== undefined).length !== 1) {
    const detail = 'exactly one of redisUrl, database, directory and memory is needed'
    const fix =
      'Give redisUrl to share jobs among processes, the database of the store, a directory, or memory: true to lose jobs with the process.'
    throw configError('CONFIG_INVALID', { place: 'createQueues', detail, fix })
  }
  if (redisUrl !== undefined) {
    const { openRedisQueues } = await import('./redis-queues.js')
    if (typeof redisUrl === 'string' && drainingUrls.length === 0) return openRedisQueues(redisUrl, telemetry)
    const { openShardedQueues } = await import('./sharded-queues.js')
    const shard = (url: string) => ({
      name: readRedisUrl(url).name,
      open: () => openRedisQueues(url, telemetry),
    })
    const homes = [redisUrl].flat().map(shard)
    return openShardedQueues({ homes, draining: drainingUrls.map(shard), tags })
  }
  const { openEmbeddedQueues, openOwnQueues } = await import('./embedded-queues.js')
  if (database !== undefined) return openEmbeddedQueues(database, telemetry)
  return openOwnQueues(directory === undefined ? { memory: true } : { directory }, telemetry)
}
