import { isSubnetError } from '@subnetkit/base'
import { createPostgresBackend } from 'bullmq'
import type { Database } from '../store/database.js'
import { engineOf } from '../store/embedded-database.js'
import type { EmbeddedEngine } from '../store/embedded-engine.js'
import { openDatabase } from '../store/open-database.js'
import { createBullQueues, keptEvents } from './bullmq-queues.js'
import { latestDue } from './job-options.js'
import { keyOf } from './names.js'
import { EnginePool, migrateEngine, schema } from './pglite-pool.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Queues } from './types.js'

/** Queues on an embedded database, which stays open when they are disposed. */
export async function openEmbeddedQueues(
  database: Database,
  telemetry?: QueueTelemetry,
  close: () => PromiseLike<void> = async () => {},
): Promise<Queues> {
  const engine = engineOf(database)
  await migrateEngine(engine)
  await freeJobs(engine)
  return createBullQueues({
    backend: 'embedded',
    factory: createPostgresBackend,
    telemetry,
    condition: engine.condition,
    // Errors with a code are those of the database itself.
    report(error) {
      if (!isSubnetError(error)) return null
      engine.condition.set(error)
      return error
    },
    call: (work) => work(),
    connect: () => new EnginePool(engine),
    nameOf: (queue) => ({ name: keyOf(queue) }),
    async over({ name }, ids) {
      const sql = `SELECT id FROM ${schema}.job WHERE queue = $1 AND NOT (${isOpen}) AND id = ANY ($2)`
      const { rows } = await engine.query<{ id: string }>(sql, [name, ids, latestDue()])
      return rows.map(({ id }) => id)
    },
    async missing({ name }, ids) {
      const sql = `SELECT id FROM ${schema}.job WHERE queue = $1 AND ${isOpen} AND id = ANY ($2)`
      const { rows } = await engine.query<{ id: string }>(sql, [name, ids, latestDue()])
      const open = new Set(rows.map(({ id }) => id))
      return ids.filter((id) => !open.has(id))
    },
    tidy: eventsDeleted(engine),
    close: async () => close(),
  })
}

/** Jobs that are added from one look at the events to the next. */
const jobsPerTidying = 64

/**
 * Deletes events beside BullMQ, which looks at a queue only when one of its events has a number that 256 divides: rounds of a validator have
 * the same events again and again, so that with 32 of them it would always be the same queue, and the others would grow for ever.
 */
function eventsDeleted(engine: EmbeddedEngine) {
  let since = 0
  return async (added: number) => {
    since += added
    if (since < jobsPerTidying) return
    since = 0
    const sql = `DELETE FROM ${schema}.event WHERE id <= (SELECT max(id) FROM ${schema}.event) - $1::bigint`
    await engine.query(sql, [keptEvents])
  }
}

const freed = new WeakSet<EmbeddedEngine>()

/**
 * Ends the locks of jobs that an earlier process held: it had the database to itself, so it is gone. The first look of
 * each worker then takes them back, as it does with any job whose lock has run out.
 */
async function freeJobs(engine: EmbeddedEngine): Promise<void> {
  if (freed.has(engine)) return
  freed.add(engine)
  await engine.exec(
    `UPDATE ${schema}.job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active';
     DELETE FROM ${schema}.meta WHERE field = 'stalled-check'`,
  )
}

/** Waits or runs; $3 is the latest time at which a job can be due. */
const isOpen = `state NOT IN ('completed', 'failed') AND NOT (state = 'delayed' AND process_at_ms > $3)`

/** Queues on their own embedded database. */
export async function openOwnQueues(
  place: Parameters<typeof openDatabase>[0],
  telemetry?: QueueTelemetry,
): Promise<Queues> {
  const database = await openDatabase(place)
  return openEmbeddedQueues(database, telemetry, () => database[Symbol.asyncDispose]())
}
