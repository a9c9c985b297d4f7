import { expect, test } from 'vitest'
import { openDatabase } from './open-database.js'
import { openStore } from './store.js'
import { postgresMissing, startTestPostgres } from './testing/postgres.js'
import { loadFixture } from './testing/store-fixtures.js'

const missing = postgresMissing()
const options = { genesisHash: `0x${'ab'.repeat(32)}`, netuid: 1, validator: '5V' }

test.skipIf(missing !== null)(
  `a process that is killed while it partitions receipts leaves them as they were${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    await using postgres = await startTestPostgres()
    const url = await postgres.createDatabase()
    await using database = await openDatabase({ url })
    await loadFixture(database, 18)
    const kinds = () =>
      database.query("select relkind as kind from pg_class where oid = 'subnetkit.receipts'::regclass")
    {
      await using migrating = await openDatabase({ url })
      await database.transaction(
        async (transaction) => {
          // The last table that the migration changes: it waits with the receipts moved.
          await transaction.query('lock table subnetkit.rounds in access share mode')
          const opening = openStore({ database: migrating, ...options }).catch((error: unknown) => error)
          const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%bodies_gone%'`
          let found: { pid: number } | undefined
          // On another connection: a transaction sees the activity of its beginning.
          while (found === undefined) [found] = await database.query<{ pid: number }>(waiting)
          // The server sees no more of a killed process than the end of its connection.
          await database.query('select pg_terminate_backend($1)', [found.pid])
          expect(await opening).toBeInstanceOf(Error)
        },
        { lock: null },
      )
    }
    expect(await kinds()).toEqual([{ kind: 'r' }])
    const store = await openStore({ database, ...options })
    expect(await kinds()).toEqual([{ kind: 'p' }])
    expect(await store.receipts(800, '5A')).toMatchObject([{ taskId: '8-a', score: 0.5, output: 2 }])
  },
  60_000,
)
