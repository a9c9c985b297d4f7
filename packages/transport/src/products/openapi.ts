import { carriesBytes, isStreamSynapse, type Synapse } from '@subnetkit/core'
import type { z } from 'zod'
import { partsType } from '../body/frame.js'
import { authHeaders } from '../btauth/headers.js'
import { askSchema, receiptsAnswerSchema } from '../receipts/receipts-request.js'
import { receiptsHeader, receiptsTarget } from '../receipts/statements.js'
import { helloSchema, welcomeSchema } from '../session/handshake.js'
import { sessionHeaders, sessionTarget } from '../session/headers.js'
import { streamType } from '../stream/records.js'
import type { ProductSource } from './product-source.js'
import { callRefusals, type Refusal, sessionRefusals } from './refusals.js'
import { streamRecordSchema } from './stream-record-schema.js'
import { type JsonSchema, wireSchema } from './wire-schema.js'

/** An OpenAPI 3.1 document. */
export interface OpenapiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly parameters: Readonly<Record<string, unknown>>
    readonly securitySchemes: Readonly<Record<string, unknown>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

const description = `Each call is signed with btauth/1: the signature covers, joined by line feeds, btauth/1, the scheme,
the method, the request target, the SHA-256 of the body in hex, the nonce, the caller and the receiver. In a session
(session/1) its four headers replace those of btauth/1.`

const address = '^[1-9A-HJ-NP-Za-km-z]+$'

/** Headers of a signed request: name, pattern and description. */
const signedHeaders = [
  [authHeaders.version, '^1$', 'Version of the signing scheme.'],
  [authHeaders.hotkey, address, 'SS58 address of the caller.'],
  [authHeaders.nonce, '^[0-9]+$', 'Unix time in nanoseconds; fresh for each attempt.'],
  [authHeaders.receiver, address, 'SS58 address of the hotkey of the miner.'],
  [authHeaders.signature, '^(0x)?([0-9a-fA-F]{2}){64}$', 'Signature in hex.'],
] as const

/** Its optional header. */
const schemeHeader = [
  authHeaders.crypto,
  '^(sr25519|ed25519)$',
  'Scheme of the signature, omitted for sr25519. A miner accepts the scheme that it trusts for the caller.',
] as const

/** Asks for receipts (receipts/1) of earlier answers, which come in the header of the same name. */
const receiptsHeaderOf = [receiptsHeader, '^receipts/1$', 'Asks for receipts of earlier answers.'] as const

/** Headers of a request in a session. */
const inSessionHeaders = [
  [sessionHeaders.session, '^[0-9a-f]{32}$', 'Id of the session.'],
  [sessionHeaders.counter, '^[1-9][0-9]{0,15}$', 'The next number for each attempt.'],
  [sessionHeaders.expires, '^[0-9]+$', 'Unix time in ms: sending time + 10000.'],
  [sessionHeaders.mac, '^[0-9a-f]{64}$', 'HMAC-SHA256 of the request.'],
] as const

type Header =
  | (typeof signedHeaders | typeof inSessionHeaders)[number]
  | typeof schemeHeader
  | typeof receiptsHeaderOf

/** Both sets of headers as security requirements: all of one set, or all of the other. */
const requirement = (headers: readonly Header[]) => Object.fromEntries(headers.map(([name]) => [name, []]))
const signed = requirement(signedHeaders)
const inSession = requirement(inSessionHeaders)

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
      [sessionTarget]: { post: handshake() },
      [receiptsTarget]: { post: askForReceipts() },
      ...Object.fromEntries(
        synapses.map(([called, synapse]) => [`/${called}`, { post: operationOf(called, synapse) }]),
      ),
    },
    components: {
      parameters: Object.fromEntries(allHeaders.map((header) => [header[0], parameterOf(header)])),
      securitySchemes: Object.fromEntries(
        [...signedHeaders, ...inSessionHeaders].map(([name, , description]) => [
          name,
          { type: 'apiKey', in: 'header', name, description },
        ]),
      ),
      schemas: {
        error: errorSchema,
        'session.request': wireSchema(helloSchema, pointerTo('session.request')),
        'session.answer': wireSchema(welcomeSchema, pointerTo('session.answer')),
        'receipts.request': wireSchema(askSchema, pointerTo('receipts.request')),
        'receipts.answer': wireSchema(receiptsAnswerSchema, pointerTo('receipts.answer')),
        ...Object.fromEntries(
          synapses.flatMap(([called, synapse]) => [
            schemaEntry(`${called}.input`, synapse.input),
            isStreamSynapse(synapse)
              ? schemaEntry(`${called}.chunk`, synapse.chunk)
              : schemaEntry(`${called}.output`, synapse.output),
          ]),
        ),
      },
    },
  }
}

const pointerTo = (schema: string) => `#/components/schemas/${schema}`

const schemaEntry = (name: string, schema: z.ZodType) => [name, wireSchema(schema, pointerTo(name))] as const

const authentication: readonly Header[] = [...signedHeaders, schemeHeader, ...inSessionHeaders]
const allHeaders: readonly Header[] = [...authentication, receiptsHeaderOf]

const parameterOf = ([name, pattern, description]: Header) => ({
  name,
  in: 'header',
  // The security requirements say which of them belong together.
  required: false,
  description,
  schema: { type: 'string', pattern },
})

const parameters = (headers: readonly Header[]) =>
  headers.map(([header]) => ({ $ref: `#/components/parameters/${header}` }))

const operationOf = (name: string, synapse: Synapse) => ({
  operationId: `call.${name}`,
  description: `Answers within ${synapse.deadlineMs} ms; at most ${synapse.maxBytes} bytes in each direction.`,
  'x-deadline-ms': synapse.deadlineMs,
  'x-max-bytes': synapse.maxBytes,
  ...(isStreamSynapse(synapse) && { 'x-chunk-deadline-ms': synapse.chunkDeadlineMs }),
  security: [signed, inSession],
  parameters: parameters(allHeaders),
  requestBody: {
    required: true,
    content: content(carriesBytes(synapse.input), { $ref: pointerTo(`${name}.input`) }),
  },
  responses: responsesOf(
    isStreamSynapse(synapse)
      ? streamOf(name)
      : resultOf('The answer of the miner.', `${name}.output`, carriesBytes(synapse.output)),
  ),
})

/** The handshake of session/1, which a miner without sessions answers with SYNAPSE_UNKNOWN. */
const handshake = () => ({
  operationId: 'session.open',
  description: 'Opens a session. docs/protocol.md of subnetkit has the derivation of its keys.',
  security: [signed],
  parameters: parameters([...signedHeaders, schemeHeader]),
  requestBody: { required: true, content: json({ $ref: pointerTo('session.request') }) },
  responses: responsesOf(resultOf('The session.', 'session.answer')),
})

/** Content of a message; with binary values, the schema is that of its JSON. */
const content = (hasParts: boolean, schema: JsonSchema) =>
  hasParts ? { [partsType]: { schema } } : json(schema)

function resultOf(description: string, schema: string, hasParts = false) {
  const data = { $ref: pointerTo(schema) }
  const result = { type: 'object', properties: { data }, required: ['data'] }
  return {
    description,
    content: content(hasParts, { type: 'object', properties: { result }, required: ['result'] }),
  }
}

/** OpenAPI 3.1 has no word for lines: the schema is that of one record. */
function streamOf(name: string) {
  const chunk = { $ref: pointerTo(`${name}.chunk`) }
  return {
    description:
      'A stream: one JSON record a line, each ended by LF. First any number of chunks, then one end or error; without that it was cut short.',
    content: { [streamType]: { schema: streamRecordSchema(chunk, { $ref: pointerTo('error') }) } },
  }
}

/** A request for receipts, which a miner without them answers with SYNAPSE_UNKNOWN. */
const askForReceipts = () => ({
  operationId: 'receipts.ask',
  description: 'Asks for receipts of earlier answers; docs/protocol.md of subnetkit has their form.',
  security: [signed, inSession],
  parameters: parameters(authentication),
  requestBody: { required: true, content: json({ $ref: pointerTo('receipts.request') }) },
  responses: responsesOf(resultOf('The receipts.', 'receipts.answer')),
})

function responsesOf(success: object) {
  return {
    200: success,
    ...Object.fromEntries(
      [...refusalsByStatus].map(([status, refused]) => [
        status,
        {
          description: `Refused: ${refused.map(({ code }) => code).join(', ')}.`,
          ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
          content: json({ $ref: pointerTo('error') }),
        },
      ]),
    ),
  }
}

const refusalsByStatus = [...callRefusals, ...sessionRefusals].reduce(
  (byStatus, refusal) => byStatus.set(refusal.status, [...(byStatus.get(refusal.status) ?? []), refusal]),
  new Map<number, readonly Refusal[]>(),
)

const retryAfter = {
  'Retry-After': {
    required: true,
    description: 'Seconds after which the request may pass.',
    schema: { type: 'integer', minimum: 1 },
  },
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

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
            subnetkit: {
              type: 'object',
              properties: {
                code: { type: 'string' },
                message: { type: 'string' },
                fix: { type: 'string' },
                versions: {
                  type: 'array',
                  items: { type: 'integer', minimum: 1 },
                  description: 'Versions of the synapse that the miner serves, with SYNAPSE_VERSION_UNKNOWN.',
                },
              },
              required: ['code', 'message', 'fix'],
            },
          },
          required: ['code', 'httpStatus', 'subnetkit'],
        },
      },
      required: ['message', 'code', 'data'],
    },
  },
  required: ['error'],
}
