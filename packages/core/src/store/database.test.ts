import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createQueues } from '../queue/queues.js'
import type { Database, DatabasePlace } from './database.js'
import { openDatabase } from './open-database.js'
import { loadPg } from './postgres-driver.js'
import { databaseBackends } from './testing/backends.js'
import { startFakePostgres } from './testing/fake-postgres.js'
import { postgresMissing, startTestPostgres, type TestPostgres } from './testing/postgres.js'

describe.each(databaseBackends())('database, $name', (backend) => {
  let database: Database
  beforeAll(async () => {
    if (backend.missing === null) database = await backend.open()
  })
  afterAll(() => backend.close())
  beforeEach(({ skip }) => skip(backend.missing !== null))

  test('reads and takes values in the same form', async () => {
    const [row] = await database.query(
      `select $1::bigint as block, 9007199254740993::bigint as huge, '{1,null}'::bigint[] as blocks,
              $2::bytea as secret, $3::text[] as texts, $4::double precision as score, 1.5::numeric as amount,
              count(*) as rows, $5::boolean as flag, null::text as nothing`,
      [2 ** 53 - 1, Uint8Array.of(0, 255), ['a"b', null, '{,}\\'], 0.1 + 0.2, true],
    )
    expect(row).toStrictEqual({
      block: 2 ** 53 - 1,
      huge: 9_007_199_254_740_993n,
      blocks: [1, null],
      secret: Uint8Array.of(0, 255),
      texts: ['a"b', null, '{,}\\'],
      score: 0.1 + 0.2,
      amount: '1.5',
      rows: 1,
      flag: true,
      nothing: null,
    })
  })

  test('keeps all writes of a transaction or none, and goes on after an error', async () => {
    await database.query('create table kept (n integer primary key)')
    await database.transaction(async (transaction) => {
      await transaction.query('insert into kept values (1)')
      await transaction.query('insert into kept values (2)')
    })
    const failing = database.transaction(async (transaction) => {
      await transaction.query('insert into kept values (3)')
      throw new Error('of the work itself')
    })
    await expect(failing).rejects.toThrow('of the work itself')
    const refused = database.transaction(async (transaction) => {
      await transaction.query('insert into kept values (4)')
      await transaction.query('insert into kept values (1)')
    })
    await expect(refused).rejects.toMatchObject({ code: '23505' })
    expect(await database.query('select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }])
    await database.flush()
  })

  test('runs transactions one at a time: what one has read does not change before it writes', async () => {
    await database.query('create table total (n integer)')
    await database.query('insert into total values (0)')
    const add = () =>
      database.transaction(async (transaction) => {
        const [row] = await transaction.query<{ n: number }>('select n from total')
        await transaction.query('update total set n = $1', [(row?.n ?? 0) + 1])
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await database.query('select n from total')).toEqual([{ n: 20 }])
  })
})

const missing = postgresMissing()

describe.skipIf(missing !== null)(`a server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startTestPostgres()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const refusal = async (url: string) => {
    const error = await openDatabase({ url }).catch((reason: unknown) => reason)
    // Neither the message nor any property of the error or of its causes may hold the password.
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
    return error
  }
  const withPassword = () => server.url.replace(/:[^:@]+@/, ':hunter2@')

  test('refuses with a code for each cause, without the password', async () => {
    expect(await refusal(withPassword())).toMatchObject({ code: 'DATABASE_LOGIN_REFUSED', transient: false })
    expect(await refusal(server.url.replace(/:[^:@]+@/, '@'))).toMatchObject({
      code: 'DATABASE_LOGIN_REFUSED',
    })
    expect(await refusal(server.url.replace(/postgres$/, 'nowhere'))).toMatchObject({
      code: 'DATABASE_MISSING',
      details: { database: 'nowhere' },
    })
    const encrypted = `${withPassword()}?sslmode=require`
    expect(await refusal(encrypted)).toMatchObject({ code: 'DATABASE_TLS_FAILED' })
    expect(await refusal(`${encrypted}&sslrootcert=/nowhere`)).toMatchObject({ code: 'DATABASE_TLS_FAILED' })
  })

  test('names its place without user and password', async () => {
    await using database = await openDatabase({ url: server.url })
    expect(database.place).toBe(server.url.replace(/\/\/.*@/, '//'))
    expect(inspect(database, { depth: 9, showHidden: true })).not.toContain(new URL(server.url).password)
  })

  test('writes each commit to disk, and gives every statement a deadline', async () => {
    const url = `${await server.createDatabase()}?options=-c%20synchronous_commit%3Doff`
    await using database = await openDatabase({ url, statementMs: 200 })
    expect(await database.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    await expect(database.query('select pg_sleep(60)')).rejects.toMatchObject({
      code: 'DATABASE_SLOW',
      transient: true,
    })
    expect(await database.query('select 1 as n')).toEqual([{ n: 1 }])
    // Defect: migrations of large tables had no more time than any other statement.
    const limit = await database.transaction((transaction) => transaction.query('show statement_timeout'), {
      statementMs: 3_600_000,
    })
    expect(limit).toEqual([{ statement_timeout: '1h' }])
    expect(await database.query('show statement_timeout')).toEqual([{ statement_timeout: '200ms' }])
  })

  test('a connection that is lost fails its call only, as transient', async () => {
    await using database = await openDatabase({ url: await server.createDatabase() })
    await using other = await openDatabase({ url: server.url })
    const cut = database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid')
      await other.query('select pg_terminate_backend($1)', [row?.pid])
      await transaction.query('select 1')
    })
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_LOST', transient: true })
    // Likewise for a connection that nothing used.
    await other.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')
    expect(await database.query('select 1 as n')).toEqual([{ n: 1 }])
  })

  test('defect: all transactions on a server waited for each other, whichever validator they were of', async () => {
    await using database = await openDatabase({ url: await server.createDatabase() })
    const done: string[] = []
    const within = (lock: string | null, work: () => Promise<unknown>) =>
      database.transaction(
        async (transaction) => {
          await transaction.query('select 1')
          await work()
          done.push(String(lock))
        },
        { lock },
      )
    // Would each end only after the statement that waits for the lock was given up.
    await within('scope-1', () => within('scope-2', () => within(null, () => within(null, async () => {}))))
    expect(done).toEqual(['null', 'null', 'scope-2', 'scope-1'])
  })

  test('defect: a process that froze in a transaction held up others for as long as a statement may take', async () => {
    const url = await server.createDatabase()
    await using frozen = await openDatabase({ url })
    expect(await frozen.query('show idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '10s' },
    ])
    await using silent = await openDatabase({ url, statementMs: 200 })
    await using other = await openDatabase({ url })
    const held = silent.transaction(
      async (transaction) => {
        expect(await other.transaction(async () => 'goes on', { lock: 'scope' })).toBe('goes on')
        await transaction.query('select 1')
      },
      { lock: 'scope' },
    )
    await expect(held).rejects.toMatchObject({ code: 'DATABASE_LOST', transient: true })
  })

  test('opens no more connections than allowed, and waits for one of them at most that long', async () => {
    const url = await server.createDatabase()
    await using database = await openDatabase({ url, maxConnections: 1, connectMs: 1_000 })
    await database.transaction(async () => {
      await expect(database.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_SLOW' })
    })
  })

  test('queues need an embedded database', async () => {
    await using database = await openDatabase({ url: server.url })
    await expect(createQueues({ database })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('a user without the right to create a schema gets an error that names it', async () => {
    const url = new URL(await server.createDatabase())
    await using owner = await openDatabase({ url: url.href })
    await owner.query("create role reader login password 'hunter2'")
    url.username = 'reader'
    url.password = 'hunter2'
    await using database = await openDatabase({ url: url.href })
    await expect(database.query('create schema subnetkit')).rejects.toMatchObject({ code: 'DATABASE_DENIED' })
  })
})

describe('a server of the wrong kind', () => {
  test('that is too old is refused with its version', async () => {
    await using server = await startFakePostgres({ number: '90624', version: '9.6.24' })
    const error = await openDatabase({ url: server.url }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'DATABASE_OUTDATED', details: { found: '9.6.24', needed: 13 } })
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })

  test('that is not there is unreachable', async () => {
    const url = 'postgres://somebody:hunter2@127.0.0.1:1/store'
    const error = await openDatabase({ url }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', transient: true })
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })

  test.each(['localhost', 'http://:hunter2@127.0.0.1:5432', 'postgres://a b', ''])(
    'what is no URL of PostgreSQL is refused: %j',
    async (url) => {
      const error = await openDatabase({ url }).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
      expect(String(error)).not.toContain('hunter2')
    },
  )
})

test('exactly one place is taken', async () => {
  const both = { memory: true, url: 'postgres://localhost/store' } as unknown as DatabasePlace
  await expect(openDatabase(both)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  expectTypeOf<{ url: string; directory: string }>().not.toExtend<DatabasePlace>()
})

test('without the package pg, says that it is missing', async () => {
  vi.doMock('pg', () => {
    throw new Error('Cannot find package')
  })
  try {
    await expect(loadPg()).rejects.toMatchObject({ code: 'DRIVER_MISSING' })
  } finally {
    vi.doUnmock('pg')
  }
  expect(typeof (await loadPg()).Pool).toBe('function')
})
