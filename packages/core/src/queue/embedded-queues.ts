import { createPostgresBackend } from 'bullmq'
import { openDatabase } from '../store/database.js'
import { ownQueues } from './bullmq-queues.js'
import { EnginePool, migrateEngine } from './pglite-pool.js'
import type { Queues, QueuesOptions } from './types.js'

/** Queues on the embedded database, which is closed with them only if it was opened for them. */
export async function openEmbeddedQueues(
  options: Pick<QueuesOptions, 'database' | 'directory'>,
): Promise<Queues> {
  const { directory } = options
  const own = options.database === undefined
  const database = options.database ?? (await openDatabase(directory === undefined ? {} : { directory }))
  await migrateEngine(database.engine)
  return ownQueues({
    backend: 'embedded',
    factory: createPostgresBackend,
    connect: () => new EnginePool(database.engine),
    close: async () => {
      if (own) await database[Symbol.asyncDispose]()
    },
  })
}
