import { postgresMissing, startTestPostgres, type TestPostgres } from '@subnetkit/core/testing'
import { type Database, openDatabase } from '@subnetkit/core/validator'
import { afterAll, beforeAll, describe } from 'vitest'
import { testReorganisedDeposits } from './testing/reorganised-deposits.js'

const missing = postgresMissing()

describe.skipIf(missing !== null)(`with a server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: TestPostgres
  let url: string
  const opened: Database[] = []
  beforeAll(async () => {
    server = await startTestPostgres()
    url = await server.createDatabase()
  })
  afterAll(async () => {
    for (const one of opened) await one[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  testReorganisedDeposits('PostgreSQL', async () => {
    const database = await openDatabase({ url })
    opened.push(database)
    return database
  })
})
