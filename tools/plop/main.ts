import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { folderOf, kept, planned, stamps } from './stamps.js'

// `npm run stamp`: the packages that are stamps, written again from their templates.
for (const stamp of stamps) {
  const folder = folderOf(stamp)
  const files = await planned(stamp)
  const wanted = new Set(files.map(({ path }) => path))
  for (const path of await kept(stamp)) if (!wanted.has(path)) await rm(join(folder, path))
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  process.stdout.write(`${stamp.name}: ${files.length} files of the template ${stamp.domain}\n`)
}
