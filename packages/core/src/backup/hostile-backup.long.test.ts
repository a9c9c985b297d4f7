import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLeaseIdentity } from '../lease/identity.js'
import type { Database } from '../store/database.js'
import { migrations } from '../store/migrations.js'
import { openDatabase } from '../store/open-database.js'
import { openStore } from '../store/store.js'
import { readLines, writeLines } from './backup-file.js'
import { digestPart } from './manifest.js'
import { readBackup } from './read-backup.js'
import { type RestoreOptions, restoreBackup } from './restore-backup.js'
import { filledTables, storeTables } from './store-tables.js'
import { writeBackup } from './write-backup.js'

const genesis = `0x${'ab'.repeat(32)}`
const of = { genesis, netuid: 1, hotkey: '5V' }
const subject = { genesisHash: genesis, netuid: 1, mechanism: 0, hotkey: '5V' }
let folder: string
let target: Database
/** Lines of a backup that is whole, as they are read. */
let good: Line[]

type Line = Record<string, unknown> | (string | null)[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-hostile-'))
  target = await openDatabase({ memory: true })
  const store = await openStore({ database: target, genesisHash: genesis, netuid: 1, validator: '5V' })
  await store.openRound({
    ...{ number: 100, roundBlocks: 100, closesAt: 300, version: '1', drawnAs: 100 },
    ...{ secret: new Uint8Array(32).fill(7), secretHash: new Uint8Array(32).fill(8) },
  } as never)
  const path = join(folder, 'good')
  await writeBackup({ database: target, of, path, writtenBy: '1', writtenAt: 'now', config: { a: 1 } })
  good = []
  for await (const line of readLines(path)) good.push(JSON.parse(line) as Line)
  await target.query('drop schema subnetkit cascade')
})
afterAll(async () => {
  await target[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function* each(lines: Iterable<string>) {
  yield* lines
}
const fileOf = async (lines: Iterable<string>) => {
  const path = join(folder, 'bad')
  await writeLines(path, each(lines))
  return path
}

/** States the digests of the parts that the lines have: the author of a backup can do that, too. */
function* sealed(lines: readonly Line[]): Generator<string> {
  const parts: object[] = []
  let name = ''
  let rows: string[] = []
  for (const line of lines) {
    if (Array.isArray(line)) rows.push(JSON.stringify(line))
    else if ('part' in line) name = String(line.part)
    let written: Line = line
    if (!Array.isArray(line) && 'end' in line) {
      const digest = digestPart(name)
      for (const row of rows) digest.add(row)
      rows = []
      const end = digest.end()
      written = { end }
      parts.push(end)
    }
    yield JSON.stringify(!Array.isArray(line) && 'parts' in line ? { parts } : written)
  }
}

/** Row and column of a part. */
function cell(part: string, column: string) {
  const at = good.findIndex((line) => !Array.isArray(line) && line.part === part)
  const columns = (good[at] as { columns: string[] }).columns
  return { row: at + 1, column: columns.indexOf(column), values: good[at + 1] as (string | null)[] }
}
function withCell(part: string, column: string, value: string | null): Line[] {
  const { row, column: at, values } = cell(part, column)
  return good.with(row, values.with(at, value))
}
const withHeader = (change: object): Line[] =>
  good.with(0, { header: { ...(good[0] as { header: object }).header, ...change } })

async function refused(lines: readonly Line[], code: string, more: Partial<RestoreOptions> = {}) {
  const path = await fileOf(sealed(lines))
  const progress: unknown[] = []
  const restoring = restoreBackup({
    database: target,
    path,
    of,
    onProgress: (one) => progress.push(one),
    ...more,
  })
  await expect(restoring).rejects.toMatchObject({ code })
  expect(await filledTables(target, await storeTables(target))).toEqual([])
  expect(await readLeaseIdentity(target, subject)).toBeNull()
  return progress.length
}

test('a backup of another validator, in its header or in its rows, is refused before anything is written', async () => {
  expect(await refused(withHeader({ netuid: 2 }), 'BACKUP_ELSEWHERE')).toBe(0)
  expect(await refused(withHeader({ hotkey: '5W' }), 'BACKUP_ELSEWHERE')).toBe(0)
  expect(await refused(withHeader({ genesis: `0x${'cd'.repeat(32)}` }), 'BACKUP_ELSEWHERE')).toBe(0)
  const scopes = [`${genesis}/1/0/5W`, `${genesis}/2/0/5V`, `${genesis}/1/1/5V`, `0x/1/0/5V`, null]
  for (const name of scopes) {
    expect(await refused(withCell('scopes', 'name', name), 'BACKUP_INVALID')).toBe(0)
  }
})

test('a store older than the oldest that is migrated, or newer than ours, is refused', async () => {
  expect(await refused(withHeader({ storeVersion: 14 }), 'BACKUP_OUTDATED')).toBe(0)
  expect(await refused(withHeader({ storeVersion: migrations.length + 1 }), 'BACKUP_NEWER')).toBe(0)
  // Its tables are not those of the version that it states.
  await refused(withHeader({ storeVersion: migrations.length - 1 }), 'BACKUP_INVALID')
})

test('defect: a genesis or a hotkey with the form of a path became the name of a folder', async () => {
  for (const header of [{ genesis: '0x../../..' }, { hotkey: '../../../home' }, { writtenBy: '\u001b[2J' }]) {
    const path = await fileOf(sealed(withHeader(header)))
    await expect(readBackup(path)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
  }
})

test('rows and parts that no store has written are refused, and the store is empty afterwards', async () => {
  const { row, values } = cell('rounds', 'number')
  const wrong: Line[][] = [
    withCell('rounds', 'number', 'one'),
    withCell('rounds', 'number', null),
    withCell('rounds', 'number', '99999999999999999999999'),
    withCell('rounds', 'scope', '999'),
    withCell('rounds', 'number', '\u0000'),
    good.with(row, values.slice(1)),
    good.with(row, [...values, '1']),
    good.with(row, values.with(0, 1 as never)),
    good.toSpliced(row, 0, values),
    good.with(row - 1, { part: 'rounds', columns: values.map(() => 'number') }),
    good.with(row - 1, { part: 'migration', columns: (good[row - 1] as { columns: string[] }).columns }),
    good.with(row - 1, { part: '../rounds', columns: (good[row - 1] as { columns: string[] }).columns }),
    // Without a part, and with one twice.
    good.toSpliced(row - 1, 3),
    good.toSpliced(row - 1, 0, ...good.slice(row - 1, row + 2)),
  ]
  for (const lines of wrong) await refused(lines, 'BACKUP_INVALID')
  // The same lines without a change are restored.
  const path = await fileOf(sealed(good))
  await restoreBackup({ database: target, path, of })
  expect(await filledTables(target, await storeTables(target))).toContain('rounds')
})

test('a line that expands to more than a line may have is refused while it is read', async () => {
  const limits = { row: 1_000_000, other: 100_000 }
  for (const line of [`{${' '.repeat(200_000)}`, `[${' '.repeat(2_000_000)}`]) {
    const path = await fileOf([line])
    const reading = (async () => {
      for await (const _ of readLines(path, limits)) throw new Error('a line came')
    })()
    await expect(reading).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
  }
  // Empty lines without an end are none of ours.
  await expect(readBackup(await fileOf(Array(1_000).fill('')))).rejects.toMatchObject({
    code: 'BACKUP_INVALID',
  })
})
