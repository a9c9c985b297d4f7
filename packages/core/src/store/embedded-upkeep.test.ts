import { createManualClock } from '@subnetkit/base/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from './database.js'
import { engineOf } from './embedded-database.js'
import { startUpkeep } from './embedded-upkeep.js'
import { openDatabase } from './open-database.js'

describe('upkeep of the embedded database', () => {
  let database: Database
  beforeAll(async () => {
    // Its own upkeep stands still.
    database = await openDatabase({ memory: true, clock: createManualClock() })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const bytesOf = async (table: string) => {
    const [row] = await database.query<{ bytes: number }>('select pg_total_relation_size($1) as bytes', [
      table,
    ])
    return row?.bytes ?? 0
  }
  const logFiles = async () => (await database.query('select * from pg_ls_waldir()')).length

  async function start(checkpoint = () => database.query('checkpoint')) {
    const errors: unknown[] = []
    const upkeep = startUpkeep(engineOf(database), {
      clock: createManualClock(),
      checkpoint: async () => void (await checkpoint()),
      onError: (error) => errors.push(error),
    })
    return { ...upkeep, errors, [Symbol.asyncDispose]: () => upkeep.close() }
  }

  test('defect: with a constant number of rows, tables and log grew for ever', async () => {
    await using upkeep = await start()
    await database.query('create table churn (n integer primary key, filler text)')
    for (let round = 0; round < 40; round++) {
      await database.query(
        `insert into churn select $1::integer * 1000 + n, repeat('x', 800) from generate_series(0, 999) as n`,
        [round],
      )
      await database.query('delete from churn where n < $1', [(round - 1) * 1_000])
      await database.query('select pg_stat_force_next_flush()')
      await upkeep.run()
    }
    // 34 MB were written, of which 2 MB are left.
    expect(await bytesOf('churn')).toBeLessThan(6_000_000)
    expect(await logFiles()).toBeLessThan(36)
  })

  test('defect: the space of a few long answers was never used again', async () => {
    await using upkeep = await start()
    await database.query('create table answer (n integer primary key, output text)')
    await database.query('alter table answer alter column output set storage external')
    const sizes: number[] = []
    for (let round = 0; round < 3; round++) {
      await database.query(
        "insert into answer select n, repeat('x', 1000000) from generate_series(1, 5) as n",
      )
      sizes.push(await bytesOf('answer'))
      await database.query('delete from answer')
      await database.query('select pg_stat_force_next_flush()')
      await upkeep.run()
    }
    expect(sizes[2]).toBeLessThan(1.5 * sizes[0]!)
    expect(await bytesOf('answer')).toBeLessThan(1_000_000)
  })

  test('leaves alone what has not changed', async () => {
    await using upkeep = await start(() => Promise.reject(new Error('no checkpoint is due')))
    await database.query('create table still as select n from generate_series(1, 1000) as n')
    await database.query('checkpoint')
    await database.query('select pg_stat_force_next_flush()')
    await upkeep.run()
    const [row] = await database.query(
      "select vacuum_count as vacuums from pg_stat_all_tables where relname = 'still'",
    )
    expect(row).toEqual({ vacuums: 0 })
  })

  test('looks every 5 s, reports once what fails, and tries again', async () => {
    const clock = createManualClock()
    const errors: unknown[] = []
    let looks = 0
    const engine = {
      query: () => {
        looks += 1
        return Promise.reject(new Error('out of space'))
      },
      exec: () => Promise.resolve([]),
    }
    const upkeep = startUpkeep(engine, {
      clock,
      checkpoint: async () => {},
      onError: (error) => errors.push(error),
    })
    await clock.advance(5_000)
    await clock.advance(5_000)
    expect(looks).toBe(2)
    expect(errors).toHaveLength(1)
    await upkeep.close()
    await clock.advance(5_000)
    expect(looks).toBe(2)
  })
})
