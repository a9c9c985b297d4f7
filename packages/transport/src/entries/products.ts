// Documents generated from a protocol. A miner never loads this entry.

export {
  type CorpusEntry,
  type CorpusOptions,
  type CorpusSource,
  createCorpus,
} from '../products/corpus/create-corpus.js'
export { type SampleOptions, sampleValues } from '../products/corpus/valid-values.js'
export type { Verdict } from '../products/corpus/verdict.js'
export { createOpenapi, type OpenapiDocument } from '../products/openapi.js'
export type { ProductSource } from '../products/product-source.js'
export { createPythonMiner } from '../products/python/create-python-miner.js'
export { createReference } from '../products/reference/create-reference.js'
export { type Unstated, unstatedParts } from '../products/unstated.js'
export type { JsonSchema } from '../products/wire-schema.js'
