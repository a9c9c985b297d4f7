import { fileURLToPath } from 'node:url'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import { postgresMissing, startTestPostgres, type TestPostgres } from '@subnetkit/core/testing'
import { applyMigrations, type Database, openDatabase } from '@subnetkit/core/validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger } from '../money/ledger.js'
import { gatewayMigrations, gatewaySchema } from '../money/migrations.js'
import { keyBudget } from '../money/spend.js'
import { claimPayout } from '../payouts/payment-store.js'
import { testPayments } from '../payouts/testing/payments-suite.js'
import { createDepositStore } from './deposit-store.js'
import { shareDeposits } from './testing/deposits-life.js'
import { testDeposits } from './testing/deposits-suite.js'

const script = fileURLToPath(new URL('./testing/deposits-child.ts', import.meta.url))
const missing = postgresMissing()

describe.skipIf(missing !== null)(
  `gateways that share a server${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let server: TestPostgres
    let url: string
    let programs: BundledPrograms
    const opened: Database[] = []
    const open = async () => {
      const database = await openDatabase({ url })
      opened.push(database)
      return database
    }
    beforeAll(async () => {
      programs = await bundlePrograms([script])
      // A deadlock is not resolved, so that a test that meets one does not end.
      server = await startTestPostgres({ settings: { deadlock_timeout: '10min', max_connections: '300' } })
      url = await server.createDatabase()
    })
    afterAll(async () => {
      for (const database of opened) await database[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      await programs?.[Symbol.asyncDispose]()
    })

    testDeposits('PostgreSQL', open)
    testPayments('PostgreSQL', open)

    async function openNew(): Promise<Database> {
      const database = await openDatabase({ url: await server.createDatabase() })
      opened.push(database)
      await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
      return database
    }
    /** Locks the first of two rows, waits until other work waits for it, and sees that the second is free. */
    async function locksInOrder<T>(
      database: Database,
      { lock, work }: { readonly lock: readonly [string, string]; readonly work: () => Promise<T> },
    ): Promise<T> {
      const [started] = await database.transaction(
        async (transaction) => {
          await transaction.query(`${lock[0]} for update nowait`)
          const running = work()
          const waiting = () => database.query('select 1 from pg_locks where not granted')
          await expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBeGreaterThan(0)
          await transaction.query(`${lock[1]} for update nowait`)
          return [running]
        },
        { lock: null },
      )
      return started!
    }

    it('defect: deposits locked the budgets of keys in another order than a sweep does', async () => {
      const database = await openNew()
      const ledger = createLedger({ database, clock: { date: () => 0 }, reservationMs: 1_000 })
      const store = createDepositStore({ database, clock: { date: () => 0 }, genesis: '0xorder' })
      for (const id of ['a', 'b']) {
        await database.query(
          `insert into subnetkit_gateway.keys (id, hash, name, created_at) values ($1, '', '', 0)`,
          [id],
        )
        await ledger.limit(keyBudget(id), { cap: 0n, periodMs: null })
        await store.addAddress(id, id)
      }
      const first = { number: 0, hash: '0xorder' }
      await store.begin(first)
      const transfers = ['b', 'a'].map((to, event) => ({ event, from: 'x', to, amount: 5n }))
      const blocks = [{ number: 1, hash: '0x1', parentHash: first.hash, transfers }]
      const lock = (id: string) => `select 1 from subnetkit_gateway.budgets where name = '${keyBudget(id)}'`
      await locksInOrder(database, {
        lock: [lock('a'), lock('b')],
        work: () => store.credit(first, blocks, (rao) => rao),
      })
      expect(await ledger.read(['a', 'b'].map(keyBudget))).toMatchObject([{ cap: 5n }, { cap: 5n }])
    })

    it('defect: a plan of payments locked earnings in another order than answers do', async () => {
      const database = await openNew()
      for (const hotkey of ['b', 'a']) {
        await database.query(
          `insert into subnetkit_gateway.earnings (hotkey, coldkey, day, credits) values ($1, 'owner', 0, 10)`,
          [hotkey],
        )
      }
      const lock = (hotkey: string) => `select 1 from subnetkit_gateway.earnings where hotkey = '${hotkey}'`
      const claim = await locksInOrder(database, {
        lock: [lock('a'), lock('b')],
        work: () => claimPayout(database, 1n, 0),
      })
      expect(claim).toMatchObject({ credits: '20' })
    })

    it('credit each transfer once, one of two killed again and again', async () => {
      expect(await shareDeposits(programs.file(script), await server.createDatabase(), 4)).toEqual([])
    })
  },
)
