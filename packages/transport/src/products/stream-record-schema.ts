import type { JsonSchema } from './wire-schema.js'

const count: JsonSchema = { type: 'integer', minimum: 0 }
const sha256: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' }

/** JSON schema of one record of a stream. */
export function streamRecordSchema(chunk: JsonSchema, error: JsonSchema): JsonSchema {
  const end: JsonSchema = {
    type: 'object',
    description: 'Number and bytes of the chunk records, and their SHA-256; in a session its MAC.',
    properties: { chunks: count, bytes: count, sha256, mac: sha256 },
    required: ['chunks', 'bytes', 'sha256'],
  }
  return {
    oneOf: [
      { type: 'object', properties: { chunk }, required: ['chunk'] },
      { type: 'object', properties: { end }, required: ['end'] },
      error,
    ],
  }
}
