import { knownTables, linesOf } from './figures.js'

for (const table of await knownTables())
  process.stdout.write(`\n${table.title}\n\n${linesOf(table).join('\n')}\n`)
