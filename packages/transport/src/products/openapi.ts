import type { Synapse } from '@subnetkit/core'
import { authErrors } from '../errors/auth.js'
import { protocolErrors } from '../errors/protocol.js'
import type { ProductSource } from './product-source.js'
import { type JsonSchema, wireSchema } from './wire-schema.js'

/** An OpenAPI 3.1 document. */
export interface OpenapiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly parameters: Readonly<Record<string, unknown>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

const description = `Each call is signed with btauth/1: the signature covers, joined by line feeds, btauth/1, the scheme,
the method, the request target, the SHA-256 of the body in hex, the nonce, the caller and the receiver.`

/** Headers of btauth/1: name, pattern and description. */
const headers = [
  ['X-Bittensor-Version', '^1$', 'Version of the signing scheme.'],
  ['X-Bittensor-Hotkey', '^[1-9A-HJ-NP-Za-km-z]+$', 'SS58 address of the caller.'],
  ['X-Bittensor-Nonce', '^[0-9]+$', 'Unix time in nanoseconds; fresh for each attempt.'],
  ['X-Bittensor-Receiver', '^[1-9A-HJ-NP-Za-km-z]+$', 'SS58 address of the hotkey of the miner.'],
  ['X-Bittensor-Signature', '^0x[0-9a-f]{128}$', 'sr25519 signature in hex.'],
] as const

/** Creates the OpenAPI 3.1 document of the calls to a miner of a subnet. */
export function createOpenapi({ name, version, protocol }: ProductSource): OpenapiDocument {
  const synapses = Object.entries(protocol)
  return {
    openapi: '3.1.0',
    info: { title: name, version: String(version), description },
    paths: {
      '/healthz': {
        get: { operationId: 'healthz', responses: { 200: { description: 'The miner is up.' } } },
      },
      ...Object.fromEntries(
        synapses.map(([called, synapse]) => [`/${called}`, { post: operationOf(called, synapse) }]),
      ),
    },
    components: {
      parameters: Object.fromEntries(headers.map((header) => [header[0], parameterOf(header)])),
      schemas: {
        error: errorSchema,
        ...Object.fromEntries(
          synapses.flatMap(([called, { input, output }]) => [
            [`${called}.input`, wireSchema(input, pointerTo(`${called}.input`))],
            [`${called}.output`, wireSchema(output, pointerTo(`${called}.output`))],
          ]),
        ),
      },
    },
  }
}

const pointerTo = (schema: string) => `#/components/schemas/${schema}`

const parameterOf = ([name, pattern, description]: (typeof headers)[number]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string', pattern },
})

function operationOf(name: string, { deadlineMs, maxBytes }: Synapse) {
  const data = { $ref: pointerTo(`${name}.output`) }
  const result = { type: 'object', properties: { data }, required: ['data'] }
  return {
    operationId: `call.${name}`,
    description: `Answers within ${deadlineMs} ms; at most ${maxBytes} bytes in each direction.`,
    'x-deadline-ms': deadlineMs,
    'x-max-bytes': maxBytes,
    parameters: headers.map(([header]) => ({ $ref: `#/components/parameters/${header}` })),
    requestBody: { required: true, content: json({ $ref: pointerTo(`${name}.input`) }) },
    responses: {
      200: {
        description: 'The answer of the miner.',
        content: json({ type: 'object', properties: { result }, required: ['result'] }),
      },
      ...Object.fromEntries(
        [...refusals()].map(([status, codes]) => [
          status,
          { description: `Refused: ${codes.join(', ')}.`, content: json({ $ref: pointerTo('error') }) },
        ]),
      ),
    },
  }
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

/** Codes of the miner's refusals by their HTTP status. */
function refusals(): ReadonlyMap<number, readonly string[]> {
  const codes = new Map<number, string[]>()
  for (const [code, error] of Object.entries({ ...authErrors, ...protocolErrors })) {
    if ('status' in error) codes.set(error.status, [...(codes.get(error.status) ?? []), code])
  }
  return codes
}

const textFields = (...names: readonly string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  required: names,
})

const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        code: { type: 'integer' },
        data: {
          type: 'object',
          properties: {
            code: { type: 'string' },
            httpStatus: { type: 'integer' },
            subnetkit: textFields('code', 'message', 'fix'),
          },
          required: ['code', 'httpStatus', 'subnetkit'],
        },
      },
      required: ['message', 'code', 'data'],
    },
  },
  required: ['error'],
}
