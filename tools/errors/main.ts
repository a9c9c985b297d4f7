import { readFile, writeFile } from 'node:fs/promises'
import { withErrors } from './table.js'
import { renderTroubleshooting } from './troubleshooting.js'

const page = new URL('../../docs/errors.md', import.meta.url)
await writeFile(page, withErrors(await readFile(page, 'utf8')))
await writeFile(new URL('../../docs/troubleshooting.md', import.meta.url), renderTroubleshooting())
