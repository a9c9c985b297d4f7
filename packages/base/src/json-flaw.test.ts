import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFlaw } from './json-flaw.js'

test('a key that an object has twice is a flaw, wherever and however it is written', () => {
  expect(jsonFlaw('{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}')).toBeUndefined()
  expect(jsonFlaw('{"a":1,"a":2}')).toBe('it has the field "a" twice')
  expect(jsonFlaw('[{"x":{"b":[],"\\u0062" :0}}]')).toBe('it has the field "b" twice')
  expect(jsonFlaw('{"__proto__":1,"__proto__":1}')).toBe('it has the field "__proto__" twice')
  // In texts, all of it is text.
  expect(jsonFlaw(JSON.stringify({ a: '{"a":1,"a":2}', b: ['\\"a": [[[', '"a":'] }))).toBeUndefined()
})

test('nesting beyond the limit is a flaw', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(jsonFlaw(nested(64))).toBeUndefined()
  expect(jsonFlaw(nested(65))).toBe('it is nested more than 64 deep')
  expect(jsonFlaw(nested(100_000))).toBe('it is nested more than 64 deep')
  expect(jsonFlaw(nested(100_000), { depth: Number.POSITIVE_INFINITY })).toBeUndefined()
  expect(jsonFlaw(nested(4), { depth: 3 })).toBe('it is nested more than 3 deep')
})

test('what JSON.stringify writes has no flaw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, spaces) => {
      expect(jsonFlaw(JSON.stringify(value, null, spaces))).toBeUndefined()
    }),
  )
})
