import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSurface, reportFolder, reports } from './files.js'
import { forgottenExports } from './report.js'

const surface = await buildSurface()
const files = reports(surface)
await mkdir(reportFolder, { recursive: true })
for (const name of await readdir(reportFolder)) {
  if (name.endsWith('.api.md') && !files.has(name)) await rm(join(reportFolder, name))
}
for (const [name, text] of files) await writeFile(join(reportFolder, name), text)
const names = surface.entries.reduce((sum, { exports }) => sum + exports.length, 0)
process.stdout.write(`${files.size} entries, ${names} names, written to docs/api\n`)
for (const { type, file, neededBy } of forgottenExports(surface)) {
  process.stdout.write(`forgotten: ${type} (${file}), needed by ${neededBy.join(', ')}\n`)
}
