import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as tree from './tree.js'

test('replacing many values at once gives what replacing one by one does, and leaves the tree before it', () => {
  const keys = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'0123abcdef'), maxLength: 4 }), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(keys, fc.infiniteStream(fc.boolean()), (there, isReplaced) => {
      const before = there.reduce<tree.Tree<number>>((grown, key) => tree.set(grown, key, 1), undefined)
      const replaced = there.filter(() => isReplaced.next().value).sort()
      const replacements = replaced.map((key, at) => ({ key, value: at + 2 }))
      const singly = replacements.reduce((grown, { key, value }) => tree.set(grown, key, value), before)
      expect(tree.replaceAll(before, replacements)).toEqual(singly)
      expect([...tree.entries(before)].map(({ value }) => value)).toEqual(there.map(() => 1))
    }),
    { seed: 381, numRuns: 200 },
  )
})
