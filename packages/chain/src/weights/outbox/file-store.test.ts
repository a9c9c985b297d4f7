import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { entryOf, failedEntryOf } from '../testing/entry.js'
import { describeOutboxStore } from '../testing/outbox-store-conformance.js'
import { encodeEntry } from './entry-json.js'
import { openOutboxFile, readOutboxFile } from './file-store.js'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-outbox-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let files = 0
const newPath = () => join(root, `${++files}`, 'outbox.json')

describeOutboxStore('a file', async () => {
  const path = newPath()
  let file = await openOutboxFile(path)
  return {
    get store() {
      return file
    },
    async reopen() {
      await file[Symbol.asyncDispose]()
      file = await openOutboxFile(path)
      return file
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
})

describe('an outbox file', () => {
  test('is held by one process; others may look', async () => {
    const path = newPath()
    {
      await using file = await openOutboxFile(path)
      await file.add(entryOf('round-1'))
      await expect(openOutboxFile(path)).rejects.toMatchObject({
        code: 'OUTBOX_BUSY',
        details: { pid: process.pid },
      })
      expect(readOutboxFile(path)).toEqual([entryOf('round-1')])
    }
    expect(existsSync(`${path}.lock`)).toBe(false)
    await using again = await openOutboxFile(path)
    expect(await again.entries()).toHaveLength(1)
  })

  test('is taken over from a process that is gone, also from one that had this very number', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    for (const other of [{ pid: gone }, { start: 'an earlier process' }]) {
      const path = newPath()
      await using first = await openOutboxFile(path)
      const holder = JSON.stringify({ ...JSON.parse(readFileSync(`${path}.lock`, 'utf8')), ...other })
      await first[Symbol.asyncDispose]()
      writeFileSync(`${path}.lock`, holder)
      await using second = await openOutboxFile(path)
      await second.add(entryOf('round-1'))
      expect(readFileSync(`${path}.lock`, 'utf8')).not.toBe(holder)
    }
  })

  test('is taken over from a former version that died long ago', async () => {
    const path = newPath()
    await using first = await openOutboxFile(path)
    await first[Symbol.asyncDispose]()
    writeFileSync(`${path}.lock`, '4211 token\n')
    utimesSync(`${path}.lock`, 1, 1)
    await using second = await openOutboxFile(path)
    await second.add(entryOf('round-1'))
    expect(readFileSync(`${path}.lock`, 'utf8')).toContain(`${process.pid}`)
  })

  test('writes nothing once its lock was taken by somebody else', async () => {
    const path = newPath()
    await using file = await openOutboxFile(path)
    await file.add(entryOf('round-1'))
    writeFileSync(`${path}.lock`, `${process.ppid} theirs\n`)
    await expect(file.add(entryOf('round-2'))).rejects.toMatchObject({ code: 'OUTBOX_BUSY' })
    expect(readOutboxFile(path)).toHaveLength(1)
    expect(await file.entries()).toHaveLength(1)
  })

  test('is for its owner only, and leaves no drafts', async () => {
    const path = newPath()
    await using file = await openOutboxFile(path)
    for (let round = 0; round < 5; round++) await file.add(entryOf(`round-${round}`))
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(path, '..')).toSorted()).toEqual(['outbox.json', 'outbox.json.lock'])
  })

  test.each(['{', '[]', '{"version":1}', '{"version":1,"entries":[{"key":"x"}]}'])(
    'that is damaged is refused and left as it is: %s',
    async (text) => {
      const path = newPath()
      await using file = await openOutboxFile(path)
      await file[Symbol.asyncDispose]()
      writeFileSync(path, text)
      await expect(openOutboxFile(path)).rejects.toMatchObject({ code: 'OUTBOX_CORRUPT' })
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(existsSync(`${path}.lock`)).toBe(false)
    },
  )

  test('that a later version has written is none that is damaged', async () => {
    const path = newPath()
    await using file = await openOutboxFile(path)
    await file[Symbol.asyncDispose]()
    const text = '{"version":3,"entries":[]}'
    writeFileSync(path, text)
    await expect(openOutboxFile(path)).rejects.toMatchObject({ code: 'OUTBOX_NEWER', details: { found: 3 } })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('that the former version has written is read, and rewritten with the next change', async () => {
    const path = newPath()
    await using file = await openOutboxFile(path)
    await file[Symbol.asyncDispose]()
    const { version: _, ...entry } = encodeEntry(entryOf('round-1')) as Record<string, unknown>
    const nothing = { mode: null, sealed: null, signed: null, included: null, reveal: null, revealed: null }
    const old = { version: 1, entries: [{ ...entry, ...nothing, failure: null }] }
    writeFileSync(path, JSON.stringify(old))
    await using again = await openOutboxFile(path)
    expect(await again.entries()).toEqual([entryOf('round-1')])
    await again.add(entryOf('round-2'))
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      version: 2,
      entries: [{ version: 2 }, {}],
    })
  })

  test('defect: a directory at its path, or a file above it, was called corrupt', async () => {
    const directory = newPath()
    mkdirSync(directory, { recursive: true })
    await expect(openOutboxFile(directory)).rejects.toMatchObject({ code: 'PATH_INVALID' })
    expect(() => readOutboxFile(directory)).toThrow(expect.objectContaining({ code: 'PATH_INVALID' }))
    expect(existsSync(`${directory}.lock`)).toBe(false)
    const file = newPath()
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, 'a file')
    const below = openOutboxFile(join(file, 'outbox.json'))
    await expect(below).rejects.toMatchObject({ code: 'PATH_INVALID' })
    expect(readFileSync(file, 'utf8')).toBe('a file')
  })

  // The administrator may write everywhere.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'defect: a directory without permission was called corrupt',
    async () => {
      const path = newPath()
      mkdirSync(join(path, '..'), { recursive: true, mode: 0o500 })
      await expect(openOutboxFile(path)).rejects.toMatchObject({ code: 'PATH_UNWRITABLE' })
    },
  )

  test('forgets settled entries beyond those it keeps, and no open one', async () => {
    await using file = await openOutboxFile(newPath(), { keep: 2 })
    await file.add(entryOf('open'))
    for (let round = 0; round < 4; round++) await file.add(failedEntryOf(`round-${round}`))
    expect((await file.entries()).map(({ key }) => key)).toEqual(['open', 'round-2', 'round-3'])
  })
})
