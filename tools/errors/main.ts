import { readFile, writeFile } from 'node:fs/promises'
import { withErrors } from './table.js'

const page = new URL('../../docs/errors.md', import.meta.url)
await writeFile(page, withErrors(await readFile(page, 'utf8')))
