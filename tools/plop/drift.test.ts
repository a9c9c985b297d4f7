import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderOf, kept, planned, stamps } from './stamps.js'

it.each(stamps)('$name is what its template gives, and nothing else: npm run stamp', async (stamp) => {
  const files = await planned(stamp)
  expect(await kept(stamp)).toEqual(files.map(({ path }) => path).sort())
  for (const { path, content } of files)
    expect((await readFile(join(folderOf(stamp), path))).equals(content), path).toBe(true)
})
