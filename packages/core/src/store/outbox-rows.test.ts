import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeOutboxStore, entryOf, failedEntryOf } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './database.js'
import { openDatabase } from './open-database.js'
import { openStore } from './store.js'

const directory = mkdtempSync(join(tmpdir(), 'subnetkit-store-outbox-'))
let database: Database
let validators = 0
beforeAll(async () => {
  database = await openDatabase({ directory })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

describeOutboxStore('the database of a validator', async () => {
  validators += 1
  const open = async () => {
    const validator = `5V${validators}`
    return (await openStore({ database, netuid: 2, validator })).outbox
  }
  return { store: await open(), reopen: open, async [Symbol.asyncDispose]() {} }
})

test('the outbox is still there when the database is opened again', async () => {
  const options = { netuid: 2, validator: '5Again' }
  const { outbox } = await openStore({ database, ...options })
  await outbox.add(entryOf('round-1'))
  await database[Symbol.asyncDispose]()
  database = await openDatabase({ directory })
  const again = await openStore({ database, ...options })
  expect(await again.outbox.entries()).toEqual([entryOf('round-1')])
})

test('each change is on the disk before anything may follow from it', async () => {
  const order: string[] = []
  const watched: Database = {
    ...database,
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const rows = await database.query<Row>(sql, values)
      const [verb] = /insert into subnetkit.outbox|update subnetkit.outbox/.exec(sql) ?? []
      if (verb) order.push('written')
      return rows
    },
    async flush() {
      await database.flush()
      order.push('on the disk')
    },
  }
  const { outbox } = await openStore({ database: watched, netuid: 2, validator: '5Disk' })
  await outbox.add(entryOf('round-1'))
  await outbox.replace(failedEntryOf('round-1', { revision: 1 }))
  expect(order).toEqual(['written', 'on the disk', 'written', 'on the disk'])
})
