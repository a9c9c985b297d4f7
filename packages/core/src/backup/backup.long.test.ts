import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlePrograms } from '@subnetkit/base/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLeaseIdentity } from '../lease/identity.js'
import type { Database } from '../store/database.js'
import { migrations } from '../store/migrations.js'
import { openDatabase } from '../store/open-database.js'
import { openStore } from '../store/store.js'
import { databaseBackends } from '../store/testing/backends.js'
import { freshSchema, schemaOf } from '../store/testing/schema.js'
import { loadFixture } from '../store/testing/store-fixtures.js'
import { readBackupConfig } from './read-backup.js'
import { restoreBackup } from './restore-backup.js'
import { filledTables, storeTables } from './store-tables.js'
import { writeBackup } from './write-backup.js'

const genesis = `0x${'ab'.repeat(32)}`
const of = { genesis, netuid: 1, hotkey: '5V' }
const backends = databaseBackends().filter(({ missing }) => missing === null)
const sources = new Map<string, Database>()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-backup-'))
  for (const { name, open } of backends) {
    const source = await open()
    await loadFixture(source, migrations.length - 1)
    await opened(source)
    sources.set(name, source)
  }
})
afterAll(async () => {
  for (const backend of backends) await backend.close()
  await rm(folder, { recursive: true, force: true })
})

const opened = (database: Database, netuid = 1) =>
  openStore({ database, genesisHash: genesis, netuid, validator: '5V' })
const pathOf = (name: string) => join(folder, name.replace(/\W/g, ''))
const write = (database: Database, path: string, more: object = {}) =>
  writeBackup({ database, of, path, writtenBy: '1.2.3', writtenAt: '2026-01-01T00:00:00Z', ...more })

/** False for a store that signs nothing. */
const isActive = async (database: Database) =>
  (
    await (
      await openLeaseIdentity(database, { genesisHash: genesis, netuid: 1, mechanism: 0, hotkey: '5V' })
    ).read()
  ).active

async function rowsOf(database: Database) {
  const tables = await storeTables(database)
  return Promise.all(
    tables.map(async ({ name }) => [
      name,
      await database.query(`select t::text as row from subnetkit.${name} t order by 1`),
    ]),
  )
}

describe.each(backends.map((backend, at) => [backend.name, backend, backends.at(at - 1)!] as const))(
  'on %s',
  (name, { open }, other) => {
    let target: Database
    beforeAll(async () => {
      target = await open()
    })

    test('a backup of the other engine is the same store', async () => {
      const source = sources.get(other.name)!
      const path = pathOf(name)
      const { manifest } = await write(source, path, { config: { a: 1 } })
      expect(manifest).toMatchObject({ ...of, storeVersion: migrations.length, block: 900, version: 1 })
      expect(await restoreBackup({ database: target, path, of, dryRun: true })).toEqual(manifest)
      expect(await filledTables(target, await storeTables(target))).toEqual([])
      expect(await restoreBackup({ database: target, path, of })).toEqual(manifest)
      expect(await isActive(target)).toBe(false)
      expect(await rowsOf(target)).toEqual(await rowsOf(source))
      expect((await filledTables(target, await storeTables(target))).length).toBeGreaterThan(5)
      const [one, two] = [await opened(source), await opened(target)]
      expect(await two.scores()).toEqual(await one.scores())
      expect(await two.outbox.entries()).toEqual(await one.outbox.entries())
      expect(await two.receipts(800, '5A')).toEqual(await one.receipts(800, '5A'))
      expect(await readBackupConfig(path)).toEqual({ a: 1 })
    })

    test('defect: receipts of a backup were in no partition, and had to be deleted one by one', async () => {
      const parts = await target.query<{ part: string }>(
        'select distinct tableoid::regclass::text as part from subnetkit.receipts order by 1',
      )
      expect(parts).toEqual([{ part: 'subnetkit.receipts_0' }])
    })

    test('what does not fit is refused, and nothing is changed', async () => {
      const path = pathOf(name)
      const before = await rowsOf(target)
      const refused = (more: object, code: string) =>
        expect(restoreBackup({ database: target, path, of, ...more })).rejects.toMatchObject({ code })
      await refused({ of: { ...of, hotkey: '5W' } }, 'BACKUP_ELSEWHERE')
      await refused({ of: { ...of, netuid: 2 } }, 'BACKUP_ELSEWHERE')
      await refused({ of: { ...of, genesis: `0x${'cd'.repeat(32)}` } }, 'BACKUP_ELSEWHERE')
      await refused({}, 'STORE_NOT_EMPTY')
      expect(await rowsOf(target)).toEqual(before)
    })

    test('a backup has its validator alone, and a failure leaves the file as it was', async () => {
      await opened(target, 2)
      const path = pathOf(`${name}-alone`)
      const { manifest } = await write(target, path)
      expect(manifest.parts.find(({ name }) => name === 'scopes')?.rows).toBe(1)
      const before = await readFile(path)
      const failure = (more: object, code: string) =>
        expect(write(target, path, more)).rejects.toMatchObject({ code })
      await failure({ of: { ...of, netuid: 3 } }, 'STORE_UNKNOWN')
      await target.query('insert into subnetkit.migration (version) values (999)')
      await failure({}, 'STORE_NEWER')
      expect(await readFile(path)).toEqual(before)
    })

    test('a restore that was cut leaves a store that no process opens, and begins again', async () => {
      await target.query('drop schema subnetkit cascade')
      const path = pathOf(name)
      // As a process that is killed after the first rows.
      const cut = new Error('killed')
      const onProgress = () => {
        throw cut
      }
      await expect(restoreBackup({ database: target, path, of, onProgress })).rejects.toBe(cut)
      const half = { code: 'STORE_HALF_RESTORED' }
      await expect(opened(target)).rejects.toMatchObject(half)
      await expect(write(target, pathOf('half'))).rejects.toMatchObject(half)
      // Another restore has begun meanwhile.
      const overtake = () => void target.query("update subnetkit.restoring set id = 'another'")
      await expect(restoreBackup({ database: target, path, of, onProgress: overtake })).rejects.toMatchObject(
        half,
      )
      await restoreBackup({ database: target, path, of, takeOver: true })
      expect(await isActive(target)).toBe(true)
      expect(await rowsOf(target)).toEqual(await rowsOf(sources.get(other.name)!))
    })

    test('defect: a backup that takes the place of the one that was checked is not restored', async () => {
      await target.query('drop schema subnetkit cascade')
      const path = pathOf(`${name}-replaced`)
      await copyFile(pathOf(name), path)
      const swapping: Database = Object.assign(Object.create(target), {
        async transaction(...given: Parameters<Database['transaction']>) {
          await copyFile(pathOf(`${name}-alone`), path)
          return target.transaction(...given)
        },
      })
      const replaced = restoreBackup({ database: swapping, path, of })
      await expect(replaced).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
      // The store had the lease before: it has given that up with its rows.
      expect(await isActive(target)).toBe(false)
      expect(await storeTables(target)).toEqual([])
    })

    test('an older store is migrated, and new rows follow on its numbers', async () => {
      await loadFixture(target, 14)
      const path = pathOf(`${name}-older`)
      await expect(write(target, path)).rejects.toMatchObject({ code: 'STORE_OUTDATED' })
      await loadFixture(target, 15)
      await target.query('update subnetkit.scopes set name = $1', [`${genesis}/1/0/5V`])
      expect((await write(target, path)).manifest.storeVersion).toBe(15)
      await target.query('drop schema subnetkit cascade')
      await restoreBackup({ database: target, path, of })
      expect((await (await opened(target)).scores()).length).toBe(2)
      const [last] = await target.query<{ number: number }>(
        'select max(number) as number from subnetkit.outbox',
      )
      await target.query(
        `insert into subnetkit.outbox (scope, id, revision, settled, entry)
           select scope, 'next', 0, true, entry from subnetkit.outbox`,
      )
      expect(await target.query("select number from subnetkit.outbox where id = 'next'")).toEqual([
        { number: Number(last?.number) + 1 },
      ])
      expect(await schemaOf(target)).toEqual(await freshSchema(target))
    })
  },
)

test('after kill -9 in the middle of a restore, the folder says so, and a repeat fills it', async () => {
  const [path, directory] = [pathOf('killed'), join(folder, 'killed-store')]
  const source = sources.values().next().value!
  await write(source, path)
  const script = fileURLToPath(new URL('./testing/restore-child.ts', import.meta.url))
  await using programs = await bundlePrograms([script])
  const child = spawn(process.execPath, [programs.file(script), directory, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await ended
  await using database = await openDatabase({ directory })
  await expect(opened(database)).rejects.toMatchObject({ code: 'STORE_HALF_RESTORED' })
  // A process that ended between the last row and the lease would leave a second copy that claims it.
  expect(await isActive(database)).toBe(false)
  await restoreBackup({ database, path, of })
  expect(await rowsOf(database)).toEqual(await rowsOf(source))
})
