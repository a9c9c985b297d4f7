import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { knownTables, linesOf } from '../testing/known/figures.js'

test('the page of known results shows the figures that the lab plays', async () => {
  const page = readFileSync(new URL('../../../../docs/known-results.md', import.meta.url), 'utf8')
  for (const table of await knownTables()) expect(page).toContain(linesOf(table).join('\n'))
})
