import { postgresMissing, startTestPostgres, type TestPostgres } from '@subnetkit/core/testing'
import { openDatabase } from '@subnetkit/core/validator'
import { afterAll, beforeAll, describe } from 'vitest'
import { testKilledPayments } from './testing/killed-payments.js'
import { testPayouts } from './testing/payouts-suite.js'

const missing = postgresMissing()

testKilledPayments('the embedded database', () => openDatabase({ memory: true }))

describe.skipIf(missing !== null)(`with a server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startTestPostgres()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())
  const open = async () => openDatabase({ url: await server.createDatabase() })

  testPayouts('PostgreSQL', open)
  testKilledPayments('PostgreSQL', open)
})
