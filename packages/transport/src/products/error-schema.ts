import type { JsonSchema } from './wire-schema.js'

/** JSON schema of the body of a refusal, and of the error record of a stream. */
export const errorSchema: JsonSchema = {
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
