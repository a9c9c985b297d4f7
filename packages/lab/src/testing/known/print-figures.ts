import { knownTables, linesOf } from './figures.js'

for (const table of knownTables()) process.stdout.write(`\n${table.title}\n\n${linesOf(table).join('\n')}\n`)
