import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readImage, unpackImage } from './embedded-image.js'
import { migrations } from './migrations.js'
import { openDatabase } from './open-database.js'
import { freshSchema, schemaOf } from './testing/schema.js'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-image-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the image is of the installed version of the engine: run `npm run image` after an update', async () => {
  expect(await readImage()).not.toBeNull()
})

test('the image has the tables of a new store, without a validator: run `npm run image` after a new migration', async () => {
  await using database = await openDatabase({ memory: true })
  const [version] = await database.query('select max(version) as newest from subnetkit.migration')
  expect(version).toEqual({ newest: migrations.length })
  expect(await database.query('select * from subnetkit.validators')).toEqual([])
  expect(await schemaOf(database)).toEqual(await freshSchema(database))
})

test('unpacks files that only the owner can read', async () => {
  const directory = join(root, 'unpacked')
  await unpackImage((await readImage())!, directory)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(directory, 'PG_VERSION')).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory)).toContain('pg_notify')
})

test('defect: a first boot that was killed left half a database behind', async () => {
  const directory = join(root, 'killed')
  // What a kill during the first boot leaves.
  mkdirSync(join(directory, 'postgres.new', 'base'), { recursive: true })
  writeFileSync(join(directory, 'postgres.new', 'PG_VERSION'), '18\n')
  await using database = await openDatabase({ directory })
  expect(await database.query('select 1 as n')).toEqual([{ n: 1 }])
  await database.flush()
  expect(existsSync(join(directory, 'postgres.new'))).toBe(false)
})

test('defect: a first boot of an older version that was killed kept the directory from being opened', async () => {
  const directory = join(root, 'killed-before')
  mkdirSync(join(directory, 'postgres', 'base', '1'), { recursive: true })
  writeFileSync(join(directory, 'postgres', 'postmaster.opts'), '')
  await using database = await openDatabase({ directory })
  expect(await database.query('select 1 as n')).toEqual([{ n: 1 }])
})

test('a directory with tables whose version file is gone is left as it is', async () => {
  const directory = join(root, 'broken')
  mkdirSync(join(directory, 'postgres', 'base', '1'), { recursive: true })
  writeFileSync(join(directory, 'postgres', 'base', '1', '1259'), 'rows')
  await expect(openDatabase({ directory })).rejects.toMatchObject({ code: 'PATH_INVALID' })
  expect(existsSync(join(directory, 'postgres', 'base', '1', '1259'))).toBe(true)
})
