import { carriesBytes, isStreamSynapse, type Synapse } from '@subnetkit/core'
import type { z } from 'zod'
import { partsType } from '../body/frame.js'
import { askSchema, receiptsAnswerSchema } from '../receipts/receipts-request.js'
import { receiptsTarget } from '../receipts/statements.js'
import { helloSchema, welcomeSchema } from '../session/handshake.js'
import { sessionTarget } from '../session/headers.js'
import { streamType } from '../stream/records.js'
import { errorSchema } from './error-schema.js'
import {
  allHeaders,
  authentication,
  inSession,
  inSessionHeaders,
  parameterOf,
  parameters,
  schemeHeader,
  signed,
  signedHeaders,
} from './openapi-headers.js'
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
      '/readyz': { get: readiness() },
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

/** Answer of `/readyz`, without authentication. */
const readiness = () => {
  const schema = {
    type: 'object',
    properties: { ready: { type: 'boolean' }, reasons: { type: 'array', items: { type: 'string' } } },
    required: ['ready', 'reasons'],
  }
  const answer = (description: string) => ({ description, content: json(schema) })
  return {
    operationId: 'readyz',
    responses: {
      200: answer('The miner takes calls.'),
      503: answer('Not ready, for reasons in one word each, such as metagraph.'),
    },
  }
}

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
