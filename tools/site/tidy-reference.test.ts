import { expect, it } from 'vitest'
import { tidyReference } from './tidy-reference.js'

it('names the page', () => {
  expect(tidyReference('# a', 'subnetkit/chain.md')).toMatch(
    /^---\ntitle: "subnetkit\/chain"\n.*\n---\n\n# a$/s,
  )
})

it('keeps links to headings, and drops rows of tables as their targets', () => {
  const row = '| <a id="property-a"></a> `a?` | [`B`](#b).[`a`](#property-a-1) |'
  expect(tidyReference(row, 'x.md')).toContain('| `a?` | [`B`](#b).`a` |')
})
