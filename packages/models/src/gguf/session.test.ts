import { expect, test } from 'vitest'
import { type LlamaModel, loadLlama } from './llama.js'
import { parseGguf } from './parse.js'
import { createSession } from './session.js'
import { toyModelFile } from './testing/toy-model.js'

test('logits are those of a plain transcription of the architecture, without cache or shared heads', () => {
  const model = loadLlama(parseGguf(toyModelFile()))
  const tokens = [5, 97, 98, 5, 200, 256]
  const session = createSession(model, tokens.length)
  for (const [index, token] of tokens.entries()) {
    session.feed(token)
    const expected = plainLogits(model, tokens.slice(0, index + 1))
    const logits = session.logits()
    for (const [id, value] of expected.entries()) expect(logits[id]).toBeCloseTo(value, 4)
  }
})

/** Scores after the last token, everything recomputed from nested arrays. */
function plainLogits(model: LlamaModel, tokens: readonly number[]): number[] {
  const { shape } = model
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const plus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + b[i]!)
  const rows = (matrix: Float32Array, columns: number) =>
    Array.from({ length: matrix.length / columns }, (_, row) => [
      ...matrix.subarray(row * columns, (row + 1) * columns),
    ])
  const times = (matrix: Float32Array, x: readonly number[]) =>
    rows(matrix, x.length).map((row) => dot(row, x))
  const norm = (x: readonly number[], weight: Float32Array) => {
    const size = Math.sqrt(dot(x, x) / x.length + shape.rmsEpsilon)
    return x.map((value, i) => (value / size) * weight[i]!)
  }
  const headsOf = (x: readonly number[]) =>
    Array.from({ length: x.length / shape.headWidth }, (_, head) =>
      x.slice(head * shape.headWidth, (head + 1) * shape.headWidth),
    )
  const rotated = (head: readonly number[], position: number) =>
    head.map((value, i) => {
      if (i >= shape.ropeWidth) return value
      const angle = position * shape.ropeBase ** (-(i - (i % 2)) / shape.ropeWidth)
      return i % 2 === 0
        ? value * Math.cos(angle) - head[i + 1]! * Math.sin(angle)
        : head[i - 1]! * Math.sin(angle) + value * Math.cos(angle)
    })

  let states = tokens.map((token) => rows(model.embedding, shape.width)[token]!)
  for (const layer of model.layers) {
    const normed = states.map((x) => norm(x, layer.attentionNorm))
    const keys = normed.map((x, p) => headsOf(times(layer.key, x)).map((head) => rotated(head, p)))
    const values = normed.map((x) => headsOf(times(layer.value, x)))
    states = states.map((x, p) => {
      const queries = headsOf(times(layer.query, normed[p]!)).map((head) => rotated(head, p))
      const attended = queries.flatMap((query, head) => {
        const shared = Math.floor(head / (shape.heads / shape.kvHeads))
        const raised = keys
          .slice(0, p + 1)
          .map((key) => Math.exp(dot(query, key[shared]!) / Math.sqrt(shape.headWidth)))
        const total = raised.reduce((a, b) => a + b, 0)
        return query.map((_, i) =>
          raised.reduce((sum, r, q) => sum + (r / total) * values[q]![shared]![i]!, 0),
        )
      })
      const mixed = plus(x, times(layer.attentionOutput, attended))
      const feed = norm(mixed, layer.feedNorm)
      const up = times(layer.up, feed)
      const gated = times(layer.gate, feed).map((value, i) => (value / (1 + Math.exp(-value))) * up[i]!)
      return plus(mixed, times(layer.down, gated))
    })
  }
  return times(model.output, norm(states.at(-1)!, model.outputNorm))
}
