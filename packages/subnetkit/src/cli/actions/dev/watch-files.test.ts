import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FileWatch, watchFiles } from './watch-files.js'

let folder = ''
let watch: FileWatch
let report: (files: readonly string[]) => void = () => {}
const write = async (name: string, content: string) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const nextChange = () =>
  new Promise<readonly string[]>((resolve) => {
    report = resolve
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-files-'))
  watch = watchFiles((files) => report(files))
})
afterEach(async () => {
  watch[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})

it('reports files whose content changed, together, and no others', async () => {
  const [one, two, same] = [
    await write('one.ts', '1'),
    await write('two.ts', '2'),
    await write('same.ts', '3'),
  ]
  watch.follow([one, two, same])
  const changed = nextChange()
  await write('other.ts', 'not followed')
  await utimes(same, new Date(), new Date())
  await write('same.ts', '3')
  await write('one.ts', 'changed')
  // As editors replace a file.
  await write('two.ts.tmp', 'changed')
  await rename(join(folder, 'two.ts.tmp'), two)
  expect(await changed).toEqual([one, two])
})

it('reports a file that is created beside the others, where it may be missing', async () => {
  watch.follow([await write('one.ts', '1')], { inFolders: true })
  const changed = nextChange()
  await write('notes.txt', 'no code')
  const missing = await write('missing.ts', 'export {}')
  expect(await changed).toEqual([missing])
})
