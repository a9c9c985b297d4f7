import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ema } from '../scoreboard/ema.js'
import { commitRound } from '../tasks/audit.js'
import type { Database } from './database.js'
import { openDatabase } from './open-database.js'
import type { Receipt } from './records.js'
import { openStore, type Store } from './store.js'
import { postgresMissing, startTestPostgres, type TestPostgres } from './testing/postgres.js'

const given = process.env.SUBNETKIT_POSTGRES_URL ? 'the server is not ours to kill' : null
const missing = postgresMissing() ?? given
const secret = new Uint8Array(32).fill(7)

describe.skipIf(missing !== null)(`a server that is killed${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startTestPostgres({ fsync: true })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('loses nothing that was acknowledged, counts nothing twice, and is used again once it is back', async () => {
    const url = await server.createDatabase()
    await using database = await openDatabase({ url, connectMs: 2_000 })
    const store = await openStore({ database, netuid: 1, validator: '5V' })
    const folded: number[] = []
    for (let round = 10; round <= 200; round += 10) {
      await untilDone(() => askAndScore(store, round))
      // Killed while the fold runs, at another moment each time.
      const kill = round % 40 === 0
      const fold = store.fold(round, ema({ alpha: 0.5 })).catch((error: { transient?: boolean }) => {
        expect(error).toMatchObject({ transient: true })
      })
      if (kill) {
        for (let step = 0; step < round / 40; step++) await database.query('select 1').catch(() => {})
        await server.stop('SIGKILL')
        await server.start()
      }
      await fold
      await untilDone(() => store.fold(round, ema({ alpha: 0.5 })))
      folded.push(round)
    }
    const rounds = await store.rounds()
    expect(rounds.filter(({ state }) => state === 'folded').map(({ number }) => number)).toEqual(folded)
    // As an uninterrupted validator has it.
    expect(await store.scores()).toMatchObject([{ rounds: 20, score: 1 - 0.5 ** 20 }])
  })

  test('defect: connections that began read-only were kept once the server took writes again', async () => {
    const url = await server.createDatabase()
    await using admin = await openDatabase({ url })
    const name = new URL(url).pathname.slice(1)
    await admin.query('create table written (number int)')
    await admin.query(`alter database ${name} set default_transaction_read_only = on`)
    await using database = await openDatabase({ url, maxConnections: 1 })
    const write = 'insert into written values (1)'
    const writes = [
      () => database.query(write),
      () => database.transaction((transaction) => transaction.query(write)),
    ]
    for (const attempt of writes) {
      await admin.query(`alter database ${name} set default_transaction_read_only = on`)
      // The connection of the attempt before may still be writable.
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      await untilDone(() => database.query('select 1'))
      await expect(attempt()).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' })
      await admin.query(`alter database ${name} reset default_transaction_read_only`)
      await attempt()
    }
    expect(await admin.query('select count(*)::int as rows from written')).toEqual([{ rows: writes.length }])
  })

  test('two validators at once on one scope fold each round once', async () => {
    const url = await server.createDatabase()
    await using one = await openDatabase({ url })
    await using two = await openDatabase({ url })
    const options = { netuid: 1, validator: '5V' }
    // Both migrate at once, too.
    const stores = await Promise.all(
      [one, two].map((database: Database) => openStore({ database, ...options })),
    )
    for (let round = 10; round <= 100; round += 10) {
      await Promise.all(stores.map((store) => askAndScore(store, round)))
      const folds = await Promise.all(stores.map((store) => store.fold(round, ema({ alpha: 0.5 }))))
      expect(folds.filter((changed) => changed !== null)).toHaveLength(1)
    }
    expect(await stores[0]!.scores()).toMatchObject([{ rounds: 10, score: 1 - 0.5 ** 10 }])
  })

  test('two scorers of one round do not wait for each other, nor for the coordinator, and lose nothing', async () => {
    await using database = await openDatabase({ url: await server.createDatabase() })
    const open = (on: Database) => openStore({ database: on, netuid: 1, validator: '5V' })
    const store = await open(database)
    const miners = [1, 2, 3].map((uid) => ({ uid, hotkey: `5A${uid}`, registeredAt: 10, axon: null }))
    const round = { number: 10, roundBlocks: 10, secret, secretHash: commitRound(secret) }
    await store.openRound(round)
    await store.planRound(10, { miners })
    for (const { uid } of miners) await store.answered(10, uid)
    const score = (by: Store, uid: number) => by.scored(10, uid, [receiptOf(10, uid, `5A${uid}`)])
    let inside: (() => Promise<unknown>) | null = null
    const slow = await open({
      ...database,
      query: (sql, values) =>
        database.transaction(
          async (transaction) => {
            const result = await transaction.query<never>(sql, values)
            const once = inside
            inside = null
            await once?.()
            return result
          },
          { lock: null },
        ),
    })
    inside = async () => {
      // The first scorer has written, and has not committed.
      expect(await score(store, 2)).toBe(true)
      expect(await store.fold(10, ema({ alpha: 0.5 }))).toBeNull()
      await store.openRound({ ...round, number: 20 })
      expect(await store.planRound(20, { miners })).toBe(true)
    }
    expect(await score(slow, 1)).toBe(true)
    expect(inside).toBeNull()
    expect(await score(store, 3)).toBe(true)
    const folds = await Promise.all([store, slow].map((one) => one.fold(10, ema({ alpha: 0.5 }))))
    expect(folds.filter((changed) => changed !== null)).toHaveLength(1)
    expect(await store.scores()).toHaveLength(3)
  })
})

async function askAndScore(store: Store, round: number): Promise<void> {
  await store.openRound({ number: round, roundBlocks: 10, secret, secretHash: commitRound(secret) })
  await store.planRound(round, { miners: [{ uid: 1, hotkey: '5A', registeredAt: 10, axon: null }] })
  await store.answered(round, 1)
  await store.scored(round, 1, [receiptOf(round, 1, '5A')])
}

function receiptOf(round: number, uid: number, hotkey: string): Receipt {
  return {
    ...{ round, uid, hotkey, registeredAt: 10, taskId: `${round}-a`, family: 'sum', synapse: 'add' },
    ...{ outcome: 'scored', reason: null, score: 1, parts: null, latencyMs: 1, answerHash: null },
    ...{ input: null, output: null },
  }
}

/** Repeats a step as a job is repeated, while its failure is transient. */
async function untilDone(step: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step()
      return
    } catch (error) {
      if (attempt === 20) throw error
      expect(error).toMatchObject({ transient: true })
    }
  }
}
