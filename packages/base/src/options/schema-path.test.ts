import { expect, it } from 'vitest'
import { valuePath } from './schema-path.js'

it('reads a path within a JSON schema as one within its values', () => {
  const path = ['anyOf', 0, 'properties', 'items', 'items', 'prefixItems', 1, 'additionalProperties']
  expect(valuePath(path)).toEqual(['items', '[]', '[1]', '[]'])
  expect(valuePath(['properties', 'properties', 'properties', 'items'])).toEqual(['properties', 'items'])
  expect(valuePath([])).toEqual([])
})
