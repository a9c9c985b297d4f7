import { availableParallelism, cpus, totalmem } from 'node:os'
import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { createQueues, type Database, openDatabase } from '@subnetkit/core/validator'
import { createCostReader } from './costs.js'
import { measureCalls } from './measure-calls.js'
import { measureEngine } from './measure-engine.js'
import { measureQueue } from './measure-queue.js'
import { measureScoring } from './measure-scoring.js'
import type { Load, ScaleResult } from './result.js'

interface ScaleOptions {
  readonly load: Load
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Connections to PostgreSQL, and times in ms: jobs of all subnets wait for one on a machine of any speed. */
const patient = { maxConnections: 20, connectMs: 1_800_000, statementMs: 1_800_000 }

/** Subnets that are played where the store is embedded, which shares the process with them. */
const fewPlayed = 2

/** Measures all parts, each on servers of its own. Ends everything it started, also when aborted. */
export async function runScale(options: ScaleOptions): Promise<ScaleResult> {
  const { signal } = options
  const opened: Promise<AsyncDisposable>[] = []
  const own: Own = (start) => {
    signal.throwIfAborted()
    const starting = Promise.resolve(start())
    opened.push(starting)
    return starting
  }
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  try {
    return await Promise.race([measureAll(options, own), aborted])
  } finally {
    // What is just being started is ended as well.
    for (const starting of opened.reverse()) await (await starting.catch(() => null))?.[Symbol.asyncDispose]()
  }
}

type Own = <T extends AsyncDisposable>(start: () => T | Promise<T>) => Promise<T>

async function measureAll({ load, say, signal }: ScaleOptions, own: Own): Promise<ScaleResult> {
  const [noRedis, noPostgres] = [redisMissing(), postgresMissing()]
  const skipped = [
    ...(noRedis === null ? [] : [`Redis: ${noRedis}; jobs are in memory`]),
    ...(noPostgres === null
      ? []
      : [`PostgreSQL: ${noPostgres}; the store is embedded, and few subnets are played`]),
  ]
  for (const sentence of skipped) say(`not measured: ${sentence}`)
  const redis = noRedis === null ? await own(startTestRedis) : null
  const postgres =
    noPostgres === null ? await own(() => startTestPostgres({ settings: { max_connections: '200' } })) : null
  const place =
    postgres === null ? ({ memory: true } as const) : { url: await postgres.createDatabase(), ...patient }
  const database = await own(() => openDatabase(place))
  const queues = await own(() => createQueues(redis === null ? { memory: true } : { redisUrl: redis.url }))
  const costs = await own(() => createCostReader(redis?.url ?? null, postgres?.pid ?? null))
  const played = Math.min(load.played, load.subnets, postgres === null ? fewPlayed : load.played)
  const playing = { ...load, played }
  signal.throwIfAborted()
  say('scoring alone')
  const scoring = await measureScoring(load)
  say('calls of miners')
  const calls = await measureCalls()
  signal.throwIfAborted()
  say(`${played * load.miners} jobs that do nothing`)
  const queue = redis === null ? null : await measureQueue(queues, costs, playing)
  signal.throwIfAborted()
  say(`rounds of ${played} subnets × ${load.miners} miners × ${load.tasks} tasks`)
  const engine = await measureEngine({ database, queues, costs, load: playing, say, signal })
  return {
    ...{ date: new Date().toISOString(), load: playing, queue, engine, scoring, calls, skipped },
    machine: {
      cpu: cpus()[0]?.model ?? 'an unknown processor',
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      redis: await costs.redisVersion(),
      postgres: postgres === null ? null : await versionOf(database),
    },
  }
}

async function versionOf(database: Database): Promise<string> {
  const [row] = await database.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  return `PostgreSQL ${row?.version.replace(/ .*/, '')}`
}
