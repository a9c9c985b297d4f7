import { expect, it } from 'vitest'
import { parseResponseFormat } from './response-format.js'

const person = {
  type: 'object',
  properties: { age: { type: 'integer' } },
  required: ['age'],
  additionalProperties: false,
}
const check = (schema: object) =>
  parseResponseFormat({ type: 'json_schema', json_schema: { name: 'x', schema } })

it.each([
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
])('defect: a schema that names its dialect %s, as zod and the AI SDK do, was refused', ($schema) => {
  const checked = check({ $schema, ...person })
  expect([checked?.('{"age":36}'), checked?.('{"age":"36"}')]).toEqual([null, expect.any(String)])
})

it('tuples are read as their dialect has them', () => {
  const tuple = { type: 'array', items: [{ type: 'integer' }, { type: 'string' }] }
  const checked = check({ $schema: 'http://json-schema.org/draft-07/schema#', ...tuple })
  expect([checked?.('[1,"a"]'), checked?.('["a",1]')]).toEqual([null, expect.any(String)])
})

it('an unknown dialect is refused, as nothing could check the answer', () => {
  expect(() => check({ $schema: 'https://example.org/schema', ...person })).toThrow(
    expect.objectContaining({ code: 'invalid_value' }),
  )
})
