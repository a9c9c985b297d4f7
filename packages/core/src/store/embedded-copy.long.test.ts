import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabaseCopy } from './embedded-copy.js'
import { openDatabase } from './open-database.js'

test('a directory is read while another process writes it, and is left as it is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'subnetkit-live-'))
  try {
    await using live = await openDatabase({ directory })
    await live.query('create table numbers (number integer)')
    await live.query('insert into numbers select generate_series(1, 5000)')
    // Rows go on coming while the files are copied.
    let writing = true
    const writer = (async () => {
      // The engine answers at once: other work needs its turn.
      for (; writing; await setTimeout(1)) await live.query('insert into numbers values (0)')
    })()
    const copies: string[] = []
    {
      await using copy = await openDatabaseCopy(directory)
      expect(copy.place).toBe(directory)
      expect(await copy.query('select count(*)::int as rows from numbers where number > 0')).toEqual([
        { rows: 5_000 },
      ])
      await copy.query('delete from numbers')
      copies.push(...(await readdir(tmpdir())).filter((name) => name.startsWith('subnetkit-copy-')))
    }
    writing = false
    await writer
    expect(await live.query('select max(number) as most from numbers')).toEqual([{ most: 5_000 }])
    expect(copies.length).toBeGreaterThan(0)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('a directory without a database is refused', async () => {
  await expect(openDatabaseCopy('/nonexistent/store')).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
})
