import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import { postgresMissing, startTestPostgres, type TestPostgres } from '@subnetkit/core/testing'
import { applyMigrations, type Database, openDatabase } from '@subnetkit/core/validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger } from './ledger.js'
import { gatewayMigrations, gatewaySchema } from './migrations.js'
import { createLives, survive } from './testing/ledger-life.js'
import { testLedger } from './testing/ledger-suite.js'

const script = fileURLToPath(new URL('./testing/ledger-child.ts', import.meta.url))
const missing = postgresMissing()
const reason = missing === null ? '' : ` (skipped: ${missing})`

const root = mkdtempSync(join(tmpdir(), 'subnetkit-ledger-'))
let programs: BundledPrograms
let server: TestPostgres | undefined
const opened: Database[] = []
beforeAll(async () => {
  programs = await bundlePrograms([script])
  // A deadlock is not resolved, so that a test that meets one does not end.
  if (missing === null) server = await startTestPostgres({ settings: { deadlock_timeout: '10min' } })
})
afterAll(async () => {
  for (const database of opened) await database[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  await programs?.[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

async function openServer(): Promise<Database> {
  const database = await openDatabase({ url: await server!.createDatabase() })
  opened.push(database)
  return database
}

describe.skipIf(missing !== null)(`PostgreSQL${reason}`, () => {
  testLedger('PostgreSQL', openServer)

  it('defect: requests locked the same budgets in different orders, and waited for each other', async () => {
    const database = await openServer()
    await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
    const ledger = createLedger({ database, clock: { date: () => 0 }, reservationMs: 1_000 })
    for (const name of ['all', 'team', 'one', 'two']) await ledger.open(name)
    await Promise.all(
      Array.from({ length: 300 }, async (_, at) => {
        await ledger.reserve(`many-${at}`, ['team', at % 2 ? 'one' : 'two', 'all'], 2n)
        await ledger.settle(`many-${at}`, 1n)
      }),
    )
    expect(await ledger.read(['all'])).toMatchObject([{ spent: 300n, reserved: 0n }])
  })
})

describe('a ledger whose process is killed', () => {
  it('keeps no reservation beyond its time and charges nothing twice, in a folder', async () => {
    expect(await survive(createLives(programs.file(script), 'directory', join(root, 'store')), 2)).toEqual([])
  })

  it.skipIf(missing !== null)(`and on PostgreSQL${reason}`, async () => {
    expect(
      await survive(createLives(programs.file(script), 'url', await server!.createDatabase()), 6),
    ).toEqual([])
  })
})
