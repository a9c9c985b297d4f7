import { softmax } from './kernels.js'
import type { LlamaShape } from './llama.js'

/** Keys and values of one layer, a row a position. */
export interface KvCache {
  readonly keys: Float32Array
  readonly values: Float32Array
}

/**
 * Causal attention of one token over positions 0 to `position`, all heads.
 * @param scores scratch space, one number a position
 */
export function attend(
  out: Float32Array,
  query: Float32Array,
  cache: KvCache,
  position: number,
  shape: LlamaShape,
  scores: Float32Array,
): void {
  const { heads, kvHeads, headWidth } = shape
  const kvWidth = kvHeads * headWidth
  const scale = 1 / Math.sqrt(headWidth)
  out.fill(0)
  for (let head = 0; head < heads; head++) {
    const queryAt = head * headWidth
    const kvAt = Math.floor((head * kvHeads) / heads) * headWidth
    for (let p = 0; p <= position; p++) {
      const keyAt = p * kvWidth + kvAt
      let dot = 0
      for (let i = 0; i < headWidth; i++) dot += query[queryAt + i]! * cache.keys[keyAt + i]!
      scores[p] = dot * scale
    }
    softmax(scores, position + 1)
    for (let p = 0; p <= position; p++) {
      const share = scores[p]!
      const valueAt = p * kvWidth + kvAt
      for (let i = 0; i < headWidth; i++) {
        out[queryAt + i] = out[queryAt + i]! + share * cache.values[valueAt + i]!
      }
    }
  }
}
