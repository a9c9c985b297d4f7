import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openMemory } from './embedded-boot.js'

let engine: PGlite
/** Kinds of the messages that reach the engine. */
let sent: string[] = []

beforeAll(async () => {
  engine = await openMemory()
  const run = engine.execProtocolRawSync.bind(engine)
  engine.execProtocolRawSync = (message) => {
    sent.push(String.fromCharCode(message[0] ?? 0))
    return run(message)
  }
})
beforeEach(async () => {
  await engine.exec('drop table if exists stock; create table stock (name text, count int)')
  await engine.query('insert into stock values ($1, $2)', ['bolt', 3])
  sent = []
})
afterAll(() => engine.close())

const all = 'select * from stock where name = $1'
const parsed = () => sent.filter((kind) => kind === 'P').length

it('parses and describes a statement once, and binds it to the values of each call', async () => {
  await engine.query('insert into stock values ($1, $2)', ['nut', 4])
  expect((await engine.query(all, ['bolt'])).rows).toEqual([{ name: 'bolt', count: 3 }])
  sent = []
  expect((await engine.query(all, ['nut'])).rows).toEqual([{ name: 'nut', count: 4 }])
  expect(sent).toEqual(['B', 'E', 'S'])
})

it('serves a transaction and statements around it alike', async () => {
  await engine.query(all, ['bolt'])
  sent = []
  const inside = await engine.transaction((transaction) => transaction.query(all, ['bolt']))
  expect(inside.rows).toHaveLength(1)
  expect(parsed()).toBe(0)
})

it('gives back the columns that a table has after a change, also one that is taken back', async () => {
  await engine.query(all, ['bolt'])
  await engine.exec('alter table stock add column place text')
  expect((await engine.query(all, ['bolt'])).rows).toEqual([{ name: 'bolt', count: 3, place: null }])
  await engine.query('alter table stock drop column count')
  expect((await engine.query(all, ['bolt'])).rows).toEqual([{ name: 'bolt', place: null }])
  await expect(
    engine.transaction(async (transaction) => {
      await transaction.exec('alter table stock drop column place')
      expect((await transaction.query(all, ['bolt'])).rows).toEqual([{ name: 'bolt' }])
      throw new Error('taken back')
    }),
  ).rejects.toThrow('taken back')
  expect((await engine.query(all, ['bolt'])).rows).toEqual([{ name: 'bolt', place: null }])
})

it('is of use again after an error of the statement, its values or its transaction', async () => {
  const wrong = () => engine.query('select nothing from stock where name = $1', ['bolt'])
  await expect(wrong()).rejects.toMatchObject({ code: '42703' })
  await expect(wrong()).rejects.toMatchObject({ code: '42703' })
  const count = 'select name from stock where count = $1'
  expect((await engine.query(count, [3])).rows).toEqual([{ name: 'bolt' }])
  await expect(engine.query(count, ['many'])).rejects.toMatchObject({ code: '22P02' })
  expect((await engine.query(count, [3])).rows).toEqual([{ name: 'bolt' }])
  const failing = engine.transaction(async (transaction) => {
    await transaction.query('select 1 / 0').catch(() => {})
    return transaction.query(count, [3])
  })
  await expect(failing).rejects.toMatchObject({ code: '25P02' })
  expect((await engine.query(count, [3])).rows).toEqual([{ name: 'bolt' }])
})

it('keeps a bounded number of statements', async () => {
  for (let number = 0; number < 300; number++) await engine.query(`select ${number}`)
  const { rows } = await engine.query<{ kept: number }>(
    'select count(*)::int as kept from pg_prepared_statements',
  )
  // The one that made room is closed with the next.
  expect(rows[0]?.kept).toBeLessThanOrEqual(257)
  sent = []
  expect((await engine.query('select 0')).rows).toEqual([{ '?column?': 0 }])
  expect(parsed()).toBe(1)
})

it('plans a statement for the table that is there: one that has grown is read by its index', async () => {
  await engine.exec('create index on stock (name)')
  const plan = 'explain (costs off) select count from stock where name = $1'
  const read = async () => JSON.stringify((await engine.query(plan, ['bolt'])).rows)
  for (let times = 0; times < 10; times++) expect(await read()).toContain('Seq Scan')
  await engine.query("insert into stock select 'part ' || n, n from generate_series(1, 20000) as parts (n)")
  expect(await read()).toContain('Index')
})
