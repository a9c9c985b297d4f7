import { type WritableTensor, writeGguf } from './write-gguf.js'

/** Sizes of the toy: two query heads share each key head, and one head dimension pair is not rotated. */
const toy = { width: 8, heads: 4, kvHeads: 2, headWidth: 4, ropeWidth: 2, hidden: 12, layers: 2, context: 16 }

/** A complete llama file of a few kilobytes with arbitrary weights, for tests. */
export function toyModelFile(
  changes: Readonly<Record<string, string | number | boolean>> = {},
  more: readonly WritableTensor[] = [],
): Buffer {
  const tokens = [...toyBytes(), 'ab', '<end>']
  const random = lehmer(7)
  const tensor = (name: string, ...dimensions: readonly number[]): WritableTensor => {
    const values = Float32Array.from({ length: dimensions.reduce((a, b) => a * b, 1) }, () => random() - 0.5)
    return { name, type: 0, dimensions, data: new Uint8Array(values.buffer) }
  }
  const kvWidth = toy.kvHeads * toy.headWidth
  const queryWidth = toy.heads * toy.headWidth
  const layers = Array.from({ length: toy.layers }, (_, i) => [
    tensor(`blk.${i}.attn_norm.weight`, toy.width),
    tensor(`blk.${i}.attn_q.weight`, toy.width, queryWidth),
    tensor(`blk.${i}.attn_k.weight`, toy.width, kvWidth),
    tensor(`blk.${i}.attn_v.weight`, toy.width, kvWidth),
    tensor(`blk.${i}.attn_output.weight`, queryWidth, toy.width),
    tensor(`blk.${i}.ffn_norm.weight`, toy.width),
    tensor(`blk.${i}.ffn_gate.weight`, toy.width, toy.hidden),
    tensor(`blk.${i}.ffn_up.weight`, toy.width, toy.hidden),
    tensor(`blk.${i}.ffn_down.weight`, toy.hidden, toy.width),
  ])
  const metadata = {
    'general.architecture': 'llama',
    'llama.block_count': toy.layers,
    'llama.context_length': toy.context,
    'llama.embedding_length': toy.width,
    'llama.feed_forward_length': toy.hidden,
    'llama.attention.head_count': toy.heads,
    'llama.attention.head_count_kv': toy.kvHeads,
    'llama.attention.key_length': toy.headWidth,
    'llama.attention.layer_norm_rms_epsilon': 0.00001,
    'llama.rope.dimension_count': toy.ropeWidth,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((token) => (token === '<end>' ? 3 : 1)),
    'tokenizer.ggml.merges': ['a b'],
    'tokenizer.ggml.eos_token_id': tokens.length - 1,
    ...changes,
  }
  // No output matrix: the embedding serves for both ends, as small models have it.
  return writeGguf(metadata, [
    tensor('token_embd.weight', toy.width, tokens.length),
    ...layers.flat(),
    tensor('output_norm.weight', toy.width),
    ...more,
  ])
}

function toyBytes(): string[] {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte !== 173)
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++))
}

/** Numbers in (0, 1) from a fixed start. */
function lehmer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
