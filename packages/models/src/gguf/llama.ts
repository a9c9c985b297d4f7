import { dequantize } from './dequantize.js'
import { invalidModel } from './invalid-model.js'
import type { GgufMetadata } from './metadata.js'
import type { GgufFile } from './parse.js'

/** Sizes and constants of a model of the llama architecture. */
export interface LlamaShape {
  readonly layers: number
  /** Most tokens that the model attends to. */
  readonly context: number
  readonly width: number
  readonly hidden: number
  readonly heads: number
  /** Heads of keys and values; `heads` is a multiple of it (grouped-query attention). */
  readonly kvHeads: number
  readonly headWidth: number
  readonly vocabulary: number
  readonly rmsEpsilon: number
  readonly ropeBase: number
  /** Leading dimensions of each head that are rotated. */
  readonly ropeWidth: number
}

/** Weights of one layer; matrices are row-major, one row an output. */
export interface LlamaLayer {
  readonly attentionNorm: Float32Array
  readonly query: Float32Array
  readonly key: Float32Array
  readonly value: Float32Array
  readonly attentionOutput: Float32Array
  readonly feedNorm: Float32Array
  readonly gate: Float32Array
  readonly up: Float32Array
  readonly down: Float32Array
}

/** A model in memory, in single precision. It is never written to, so any number of sessions may share it. */
export interface LlamaModel {
  readonly shape: LlamaShape
  readonly embedding: Float32Array
  readonly layers: readonly LlamaLayer[]
  readonly outputNorm: Float32Array
  readonly output: Float32Array
}

/** Decodes the weights of a llama model. Throws MODEL_INVALID where a tensor is missing or of another shape. */
export function loadLlama(file: GgufFile): LlamaModel {
  const shape = readShape(file.metadata)
  const left = new Map(file.tensors)
  const take = (name: string, ...dimensions: readonly number[]): Float32Array => {
    const tensor = left.get(name)
    left.delete(name)
    if (tensor === undefined) throw invalidModel(`tensor ${name} is missing`)
    if (tensor.dimensions.join() !== dimensions.join()) {
      throw invalidModel(`tensor ${name} is ${tensor.dimensions.join(' x ')}, not ${dimensions.join(' x ')}`)
    }
    return dequantize(tensor)
  }
  if (shape.layers > file.tensors.size)
    throw invalidModel(`it has ${shape.layers} layers, but not their tensors`)
  const { width, hidden, vocabulary } = shape
  const queryWidth = shape.heads * shape.headWidth
  const kvWidth = shape.kvHeads * shape.headWidth
  const embedding = take('token_embd.weight', width, vocabulary)
  const model: LlamaModel = {
    shape,
    embedding,
    layers: Array.from({ length: shape.layers }, (_, index) => ({
      attentionNorm: take(`blk.${index}.attn_norm.weight`, width),
      query: take(`blk.${index}.attn_q.weight`, width, queryWidth),
      key: take(`blk.${index}.attn_k.weight`, width, kvWidth),
      value: take(`blk.${index}.attn_v.weight`, width, kvWidth),
      attentionOutput: take(`blk.${index}.attn_output.weight`, queryWidth, width),
      feedNorm: take(`blk.${index}.ffn_norm.weight`, width),
      gate: take(`blk.${index}.ffn_gate.weight`, width, hidden),
      up: take(`blk.${index}.ffn_up.weight`, width, hidden),
      down: take(`blk.${index}.ffn_down.weight`, hidden, width),
    })),
    outputNorm: take('output_norm.weight', width),
    output: file.tensors.has('output.weight') ? take('output.weight', width, vocabulary) : embedding,
  }
  // A bias or a table of rotary factors that is passed over would not fail, it would answer nonsense.
  const [unknown] = left.keys()
  if (unknown !== undefined) throw invalidModel(`tensor ${unknown} does not belong to a plain llama model`)
  return model
}

function readShape(metadata: GgufMetadata): LlamaShape {
  const architecture = metadata.string('general.architecture')
  if (architecture !== 'llama') throw invalidModel(`its architecture is ${architecture}, not llama`)
  if (metadata.has('llama.rope.scaling.type') && metadata.string('llama.rope.scaling.type') !== 'none') {
    throw invalidModel('it scales rotary positions, which is not supported')
  }
  if (metadata.has('llama.expert_count') && metadata.integer('llama.expert_count') > 0) {
    throw invalidModel('it is a mixture of experts, which is not supported')
  }
  const heads = positive(metadata, 'llama.attention.head_count')
  const width = positive(metadata, 'llama.embedding_length')
  const headWidth = positive(metadata, 'llama.attention.key_length', width / heads)
  const shape: LlamaShape = {
    layers: positive(metadata, 'llama.block_count'),
    context: positive(metadata, 'llama.context_length'),
    width,
    hidden: positive(metadata, 'llama.feed_forward_length'),
    heads,
    kvHeads: positive(metadata, 'llama.attention.head_count_kv', heads),
    headWidth,
    vocabulary: metadata.strings('tokenizer.ggml.tokens').length,
    rmsEpsilon: metadata.number('llama.attention.layer_norm_rms_epsilon'),
    ropeBase: metadata.number('llama.rope.freq_base', 10_000),
    ropeWidth: metadata.integer('llama.rope.dimension_count', headWidth),
  }
  if (shape.heads % shape.kvHeads !== 0)
    throw invalidModel('its heads cannot be divided evenly among its key heads')
  if (shape.ropeWidth % 2 !== 0 || shape.ropeWidth > headWidth) {
    throw invalidModel(`it rotates ${shape.ropeWidth} of ${headWidth} dimensions`)
  }
  return shape
}

function positive(metadata: GgufMetadata, key: string, fallback?: number): number {
  const value = metadata.integer(key, fallback)
  if (value === 0) throw invalidModel(`${key} is 0`)
  return value
}
