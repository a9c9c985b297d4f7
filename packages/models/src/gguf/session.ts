import { attend, type KvCache } from './attention.js'
import { add, multiply, rmsNorm, swiGlu } from './kernels.js'
import type { LlamaModel } from './llama.js'
import { createRope } from './rope.js'

/** One text being read and written by a model: a cache of keys and values, and scratch space. */
export interface Session {
  /** Takes in the next token. */
  feed(token: number): void
  /** Scores of all tokens for the next place; valid until the next call. */
  logits(): Float32Array
}

/** Starts a text of at most `capacity` tokens. The caller keeps it within the model's context. */
export function createSession(model: LlamaModel, capacity: number): Session {
  const { shape } = model
  const { width } = shape
  const kvWidth = shape.kvHeads * shape.headWidth
  const rope = createRope({ headWidth: shape.headWidth, ropeWidth: shape.ropeWidth, base: shape.ropeBase })
  const caches = model.layers.map(
    (): KvCache => ({
      keys: new Float32Array(capacity * kvWidth),
      values: new Float32Array(capacity * kvWidth),
    }),
  )
  const x = new Float32Array(width)
  const normed = new Float32Array(width)
  const delta = new Float32Array(width)
  const query = new Float32Array(shape.heads * shape.headWidth)
  const attended = new Float32Array(query.length)
  const gate = new Float32Array(shape.hidden)
  const up = new Float32Array(shape.hidden)
  const scores = new Float32Array(capacity)
  const logits = new Float32Array(shape.vocabulary)
  let position = 0

  return {
    feed(token) {
      x.set(model.embedding.subarray(token * width, (token + 1) * width))
      for (const [index, layer] of model.layers.entries()) {
        const cache = caches[index]!
        const key = cache.keys.subarray(position * kvWidth, (position + 1) * kvWidth)
        const value = cache.values.subarray(position * kvWidth, (position + 1) * kvWidth)
        rmsNorm(normed, x, layer.attentionNorm, shape.rmsEpsilon)
        multiply(query, layer.query, normed)
        multiply(key, layer.key, normed)
        multiply(value, layer.value, normed)
        rope.rotate(query, position)
        rope.rotate(key, position)
        attend(attended, query, cache, position, shape, scores)
        multiply(delta, layer.attentionOutput, attended)
        add(x, delta)
        rmsNorm(normed, x, layer.feedNorm, shape.rmsEpsilon)
        multiply(gate, layer.gate, normed)
        multiply(up, layer.up, normed)
        swiGlu(gate, up)
        multiply(delta, layer.down, gate)
        add(x, delta)
      }
      position++
    },
    logits() {
      rmsNorm(normed, x, model.outputNorm, shape.rmsEpsilon)
      multiply(logits, model.output, normed)
      return logits
    },
  }
}
