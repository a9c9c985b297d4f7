import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { createQueues, openDatabase } from '@subnetkit/core/validator'
import type { BenchRow } from './bench.js'
import type { EngineParts } from './engine-rounds.js'

/** Queues on a Redis and a database on a PostgreSQL, with the addresses of both. */
export interface Servers extends Pick<EngineParts, 'queues' | 'database'> {
  readonly redisUrl: string
  readonly databaseUrl: string
}

/** Measures on servers of its own; nothing where they are not installed. */
export async function onServers(measure: (servers: Servers) => Promise<BenchRow[]>): Promise<BenchRow[]> {
  const missing = redisMissing() ?? postgresMissing()
  if (missing !== null) {
    process.stderr.write(`not measured: ${missing}\n`)
    return []
  }
  await using redis = await startTestRedis()
  await using postgres = await startTestPostgres()
  const [redisUrl, databaseUrl] = [redis.url, await postgres.createDatabase()]
  await using queues = await createQueues({ redisUrl })
  await using database = await openDatabase({ url: databaseUrl })
  return await measure({ queues, database, redisUrl, databaseUrl })
}
