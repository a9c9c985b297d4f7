import { expect, it } from 'vitest'
import { schemaFlaw } from './schema-limits.js'

it('a chain of references that double is refused at once', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [
      `d${at}`,
      { anyOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
    ]),
  )
  expect(schemaFlaw({ $ref: '#/$defs/d0', $defs: { ...$defs, d100: { type: 'string' } } })).toContain('parts')
})

it('a schema that refers to itself is refused, also around a corner', () => {
  const node = {
    type: 'object',
    properties: { left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } },
  }
  expect(schemaFlaw({ $ref: '#/$defs/node', $defs: { node } })).toContain('itself')
  const [a, b] = [{ items: { $ref: '#/$defs/b' } }, { items: { $ref: '#/$defs/a' } }]
  expect(schemaFlaw({ $ref: '#/$defs/a', $defs: { a, b } })).toContain('itself')
})

it.each([{ $ref: 'https://example.org' }, { $ref: '#' }, { $ref: '#anchor' }, { $dynamicRef: '#x' }])(
  '%j may not be referred to',
  (schema) => {
    expect(schemaFlaw(schema)).toContain('refer')
  },
)

it('nesting that would overflow the stack is refused', () => {
  let schema: object = {}
  for (let at = 0; at < 50_000; at++) schema = { items: schema }
  expect(schemaFlaw(schema)).toContain('parts')
})

it('usual schemas pass, also with properties that are named like keywords', () => {
  const person = { type: 'object', properties: { pattern: { type: 'string' }, age: { type: 'integer' } } }
  expect(schemaFlaw({ type: 'array', items: { $ref: '#/$defs/person' }, $defs: { person } })).toBeNull()
})

it.each([
  { properties: { definitions: { pattern: '(a+)+$' } } },
  { properties: { a: { $id: 'x', $ref: '#/$defs/b' } }, $defs: { b: {} } },
])('%j hides nothing', (schema) => {
  expect(schemaFlaw(schema)).not.toBeNull()
})
