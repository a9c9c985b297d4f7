import { readFile, writeFile } from 'node:fs/promises'
import { withMetrics } from './table.js'

const page = new URL('../../docs/metrics.md', import.meta.url)
await writeFile(page, withMetrics(await readFile(page, 'utf8')))
