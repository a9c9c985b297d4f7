import { createPostgresBackend } from 'bullmq'
import { type Database, engineOf, openDatabase } from '../store/database.js'
import { createBullQueues } from './bullmq-queues.js'
import { EnginePool, migrateEngine } from './pglite-pool.js'
import type { Queues } from './types.js'

/** Queues on an embedded database, which stays open when they are disposed. */
export async function openEmbeddedQueues(
  database: Database,
  close: () => PromiseLike<void> = async () => {},
): Promise<Queues> {
  const engine = engineOf(database)
  await migrateEngine(engine)
  return createBullQueues({
    backend: 'embedded',
    factory: createPostgresBackend,
    connect: () => new EnginePool(engine),
    close: async () => close(),
  })
}

/** Queues on their own embedded database. */
export async function openOwnQueues(place: Parameters<typeof openDatabase>[0]): Promise<Queues> {
  const database = await openDatabase(place)
  return openEmbeddedQueues(database, () => database[Symbol.asyncDispose]())
}
