import { afterAll, beforeAll } from 'vitest'
import { createQueues } from '../../queue/queues.js'
import type { Queues } from '../../queue/types.js'
import type { Database } from '../../store/database.js'
import { openDatabase } from '../../store/open-database.js'

/** Parts that the validators of one test file share. */
export interface EmbeddedParts {
  readonly database: Database
  readonly queues: Queues
}

/** Opens a database in memory and its queues before the tests of a file, and closes them after. */
export function useEmbeddedParts(): EmbeddedParts {
  let database: Database
  let queues: Queues
  beforeAll(async () => {
    database = await openDatabase({ memory: true })
    queues = await createQueues({ database })
  })
  afterAll(async () => {
    await queues[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })
  return {
    get database() {
      return database
    },
    get queues() {
      return queues
    },
  }
}
