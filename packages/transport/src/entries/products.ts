// Documents generated from a protocol. A miner never loads this entry.

export { createOpenapi, type OpenapiDocument, type OpenapiSource } from '../products/openapi.js'
export type { JsonSchema } from '../products/wire-schema.js'
