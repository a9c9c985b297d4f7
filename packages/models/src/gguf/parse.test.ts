import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadLlama } from './llama.js'
import { parseGguf } from './parse.js'
import { toyModelFile } from './testing/toy-model.js'
import { writeGguf } from './testing/write-gguf.js'
import { createTokenizer } from './tokenizer.js'

const file = toyModelFile()

function load(bytes: Uint8Array) {
  const parsed = parseGguf(bytes)
  return { model: loadLlama(parsed), tokenizer: createTokenizer(parsed.metadata) }
}

function refusal(bytes: Uint8Array): string {
  try {
    load(bytes)
  } catch (error) {
    if (isSubnetError(error, 'MODEL_INVALID')) return error.message
    throw error
  }
  return 'loads'
}

/** The file with a 64-bit number written over it. */
function patched(offset: number, value: bigint): Buffer {
  const copy = Buffer.from(file)
  copy.writeBigUInt64LE(value, offset)
  return copy
}

describe('parseGguf', () => {
  test('reads metadata and tensors of a whole file', () => {
    const { metadata, tensors } = parseGguf(file)
    expect(metadata.string('general.architecture')).toBe('llama')
    expect(metadata.integer('llama.attention.head_count_kv')).toBe(2)
    expect(tensors.get('blk.1.ffn_down.weight')?.dimensions).toEqual([12, 8])
    expect(tensors.size).toBe(2 * 9 + 2)
    expect(refusal(file)).toBe('loads')
  })

  test('refuses a file that ends early, wherever it ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 33 }), (end) => {
        expect(refusal(file.subarray(0, end))).not.toBe('loads')
      }),
      { numRuns: 200 },
    )
  })

  test('a damaged file loads or is refused, and never anything else', () => {
    const byte = fc.tuple(fc.integer({ min: 0, max: file.length - 1 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 8 }), (changes) => {
        const copy = Buffer.from(file)
        for (const [at, value] of changes) copy[at] = value
        refusal(copy)
      }),
      { numRuns: 200 },
    )
  })

  test('counts that the file cannot hold are refused before anything is allocated', () => {
    expect(refusal(patched(8, 2n ** 63n))).toMatch(/tensor table claims/)
    expect(refusal(patched(16, 2n ** 40n))).toMatch(/metadata claims/)
    expect(refusal(patched(24, 2n ** 64n - 1n))).toMatch(/a string claims/)
  })

  test.each([
    ['another magic', Buffer.concat([Buffer.from('GGML'), file.subarray(4)]), /does not start with GGUF/],
    [
      'an older version',
      Buffer.concat([file.subarray(0, 4), Buffer.from([2, 0, 0, 0]), file.subarray(8)]),
      /version 2/,
    ],
    ['another architecture', toyModelFile({ 'general.architecture': 'mamba' }), /architecture is mamba/],
    [
      'another tokenizer',
      toyModelFile({ 'tokenizer.ggml.pre': 'llama-bpe' }),
      /tokenizer is gpt2 \/ llama-bpe/,
    ],
    ['scaled positions', toyModelFile({ 'llama.rope.scaling.type': 'yarn' }), /scales rotary positions/],
    [
      'heads that do not fit',
      toyModelFile({ 'llama.attention.head_count_kv': 3 }),
      /cannot be divided evenly/,
    ],
    ['shapes that do not fit', toyModelFile({ 'llama.feed_forward_length': 13 }), /is 8 x 12, not 8 x 13/],
    ['a missing layer', toyModelFile({ 'llama.block_count': 3 }), /blk\.2\.attn_norm\.weight is missing/],
    ['absurdly many layers', toyModelFile({ 'llama.block_count': 4_000_000_000 }), /4000000000 layers/],
    [
      'tensors that it would have to pass over',
      toyModelFile({}, [{ name: 'rope_freqs.weight', type: 0, dimensions: [1], data: new Uint8Array(4) }]),
      /rope_freqs\.weight does not belong/,
    ],
  ])('refuses %s by name', (_, bytes, message) => {
    expect(refusal(bytes)).toMatch(message)
  })

  test('refuses storage types that it cannot read', () => {
    const tensor = { name: 't', type: 12, dimensions: [4], data: new Uint8Array(16) }
    expect(() => parseGguf(writeGguf({}, [tensor]))).toThrow(/tensor t is stored as type 12/)
  })
})
