import { expect, test } from 'vitest'
import { isTooDeep } from './depth.js'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test.each<[string, string, boolean]>([
  ['as deep as the limit', nested(128), false],
  ['one deeper', nested(129), true],
  ['deep without end', '['.repeat(500), true],
  ['objects in lists', '[{"a":'.repeat(65), true],
  ['many, side by side', `[${nested(2).repeat(500)}]`, false],
  ['brackets in a text', JSON.stringify('['.repeat(500)), false],
  ['brackets behind an escaped quote', JSON.stringify(`"${'['.repeat(500)}`), false],
  ['brackets behind a text that ends with a backslash', `["\\\\",${nested(128)}]`, true],
  ['a text without end', `"${'['.repeat(500)}`, false],
])('%s: too deep is %s', (_, text, isDeep) => {
  expect(isTooDeep(text)).toBe(isDeep)
})
