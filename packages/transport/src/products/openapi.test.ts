import { Validator } from '@seriousme/openapi-schema-validator'
import { bigint, streamSynapse, synapse } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createOpenapi } from './openapi.js'
import { wireSchema } from './wire-schema.js'

const tree = z.object({
  default: z.string().default('#'),
  get children() {
    return z.array(tree)
  },
})
const protocol = {
  grow: synapse({
    input: tree,
    output: z.object({ at: z.coerce.date(), tree }),
    deadline: '3s',
    maxBytes: 512,
  }),
  add: synapse({ input: z.object({ a: z.int().max(9) }), output: z.string().transform(BigInt) }),
}
const streaming = {
  count: streamSynapse({
    input: z.int(),
    chunk: z.object({ n: z.int() }),
    chunkDeadline: '2s',
    deadline: '30s',
  }),
}
const document = createOpenapi({
  name: 'forest',
  version: 2n ** 60n,
  protocol: { ...protocol, ...streaming },
})

test('the document is valid OpenAPI 3.1, and every reference leads somewhere', async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  expect(result).toEqual({ valid: true })
  const found = JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)
  const pointers = [...found].map(([, pointer]) => pointer ?? '')
  expect(pointers.length).toBeGreaterThan(10)
  for (const pointer of pointers) {
    const steps = pointer.split('/').slice(1)
    const target = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], document)
    expect([pointer, target]).toEqual([pointer, expect.any(Object)])
  }
})

test('the document states schemas of the wire, limits and refusals', () => {
  const { schemas } = document.components
  expect(schemas['add.input']).toMatchObject({ properties: { a: { type: 'integer', maximum: 9 } } })
  expect(schemas['add.output']).toEqual({ type: 'string' })
  expect(JSON.stringify(schemas['grow.input'])).toContain('"default":"#"')
  expect(schemas['grow.input']).toMatchObject({
    properties: { children: { items: { $ref: '#/components/schemas/grow.input' } } },
  })
  expect(document.info.version).toBe('1152921504606846976')
  expect(document.paths['/grow']?.post).toMatchObject({
    'x-deadline-ms': 3_000,
    'x-max-bytes': 512,
    responses: {
      400: { description: expect.stringContaining('BODY_MALFORMED') },
      401: { description: expect.stringContaining('AUTH_REPLAYED') },
      504: { description: 'Refused: HANDLER_TOO_SLOW.' },
    },
  })
})

test('the document has sessions, receipts, the scheme, and when to come back', () => {
  expect(document.paths['/.session']?.post).toMatchObject({
    security: [{ 'X-Bittensor-Signature': [] }],
    requestBody: {
      content: { 'application/json': { schema: { $ref: '#/components/schemas/session.request' } } },
    },
  })
  expect(document.components.schemas['session.request']).toMatchObject({
    properties: { version: { const: 'session/1' } },
    additionalProperties: false,
  })
  expect(document.paths['/.receipts']?.post).toMatchObject({
    requestBody: {
      content: { 'application/json': { schema: { $ref: '#/components/schemas/receipts.request' } } },
    },
  })
  const { security, parameters, responses } = (document.paths['/grow']?.post ?? {}) as Record<string, object>
  expect(security).toMatchObject([{ 'X-Bittensor-Nonce': [] }, { 'X-Subnetkit-Mac': [] }])
  expect(parameters).toContainEqual({ $ref: '#/components/parameters/X-Bittensor-Crypto' })
  expect(parameters).toContainEqual({ $ref: '#/components/parameters/X-Subnetkit-Receipts' })
  for (const status of [429, 503]) expect(responses).toHaveProperty([status, 'headers', 'Retry-After'])
  expect(responses).not.toHaveProperty(['401', 'headers'])
})

test('defect: a date read from text was anything, and flags of a pattern were lost', () => {
  expect(document.components.schemas['grow.output']).toMatchObject({
    properties: { at: { type: 'string', format: 'date-time' } },
  })
  const code = z
    .string()
    .regex(/^[a-f]+$/i)
    .regex(/^.{3}$/)
  expect(wireSchema(code, '#')).toEqual({
    type: 'string',
    allOf: [{ pattern: '^.{3}$' }],
    'x-patterns': [{ pattern: '^[a-f]+$', flags: 'i' }],
  })
})

test('the document describes a stream by its records', () => {
  expect(document.components.schemas['count.chunk']).toMatchObject({ properties: { n: { type: 'integer' } } })
  expect(document.components.schemas['count.output']).toBeUndefined()
  expect(document.paths['/count']?.post).toMatchObject({
    'x-deadline-ms': 30_000,
    'x-chunk-deadline-ms': 2_000,
    responses: {
      200: {
        content: {
          'application/jsonl': {
            schema: {
              oneOf: [
                { properties: { chunk: { $ref: '#/components/schemas/count.chunk' } } },
                { properties: { end: { required: ['chunks', 'bytes', 'sha256'] } } },
                { $ref: '#/components/schemas/error' },
              ],
            },
          },
        },
      },
      504: { description: 'Refused: HANDLER_TOO_SLOW.' },
    },
  })
})

test('defect: the document lacked /readyz', () => {
  expect(document.paths['/readyz']?.get).toMatchObject({ responses: { 200: {}, 503: {} } })
})

test('defect: the default of a codec was lost', () => {
  const amounts = z.object({ rao: bigint().default(5n), all: z.array(bigint()).default([]) })
  expect(wireSchema(amounts, '#')).toMatchObject({
    properties: { rao: { default: '5' }, all: { default: [] } },
  })
  expect(wireSchema(z.string().transform(Number).default(3), '#')).not.toHaveProperty('default')
})

test('defaults are data, and fields named like keywords are fields', () => {
  const node = z.object({
    link: z.object({ $ref: z.string() }).default({ $ref: '#' }),
    get default() {
      return z.array(node)
    },
  })
  expect(wireSchema(node, '#/components/x')).toMatchObject({
    properties: { link: { default: { $ref: '#' } }, default: { items: { $ref: '#/components/x' } } },
  })
})
