import { createSession, type LlamaModel, loadModel } from '@subnetkit/models'
import type { BenchRow } from './bench.js'

const tinyModel = new URL('../../packages/models/tiny/tiny.gguf', import.meta.url)
const question = 'Q: Mara has 12 lanterns and finds 30 more. How many lanterns does Mara have?\nA:'
/** Time given to each of the two. */
const measureMs = 1_200

/** The built-in model's speed beside the same steps over nested arrays, whose scores must agree. */
export async function textBench(): Promise<BenchRow[]> {
  const { model, tokenizer } = await loadModel(tinyModel)
  const tokens = tokenizer.encode(question)
  const naive = nested(model)
  compare(scores(model, tokens), naiveScores(model, naive, tokens))
  const ours = tokensPerSecond(tokens.length, () => scores(model, tokens))
  const reference = tokensPerSecond(tokens.length, () => naiveScores(model, naive, tokens))
  return [
    {
      name: `llama forward, 0.98 M parameters, ${tokens.length} tokens`,
      value: `${ours.toFixed(0)} tokens/s`,
      reference: `nested arrays ${reference.toFixed(0)} tokens/s`,
      ratio: `${(ours / reference).toFixed(1)}×`,
    },
  ]
}

function tokensPerSecond(tokens: number, work: () => unknown): number {
  const start = performance.now()
  let runs = 0
  do {
    work()
    runs++
  } while (performance.now() - start < measureMs)
  return (runs * tokens * 1_000) / (performance.now() - start)
}

/** Scores after each token. */
function scores(model: LlamaModel, tokens: readonly number[]): number[][] {
  const session = createSession(model, tokens.length)
  return tokens.map((token) => {
    session.feed(token)
    return [...session.logits()]
  })
}

function compare(ours: readonly number[][], theirs: readonly number[][]): void {
  for (const [step, row] of ours.entries()) {
    for (const [token, score] of row.entries()) {
      const other = theirs[step]?.[token] ?? Number.NaN
      if (!(Math.abs(score - other) < 0.01)) {
        throw new Error(`token ${token} of step ${step}: ${score} here, ${other} in the reference`)
      }
    }
  }
}

type Matrix = number[][]

/** The model as nested arrays: the reference's own copy, made before the clock starts. */
function nested(model: LlamaModel) {
  const { width, hidden, heads, headWidth } = model.shape
  const rows = (flat: Float32Array, columns: number): Matrix =>
    Array.from({ length: flat.length / columns }, (_, row) => [
      ...flat.subarray(row * columns, (row + 1) * columns),
    ])
  return {
    embedding: rows(model.embedding, width),
    output: rows(model.output, width),
    outputNorm: [...model.outputNorm],
    layers: model.layers.map((layer) => ({
      attentionNorm: [...layer.attentionNorm],
      feedNorm: [...layer.feedNorm],
      query: rows(layer.query, width),
      key: rows(layer.key, width),
      value: rows(layer.value, width),
      attentionOutput: rows(layer.attentionOutput, heads * headWidth),
      gate: rows(layer.gate, width),
      up: rows(layer.up, width),
      down: rows(layer.down, hidden),
    })),
  }
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
const times = (matrix: Matrix, x: readonly number[]) => matrix.map((row) => dot(row, x))
const plus = (a: readonly number[], b: readonly number[]) => a.map((value, index) => value + (b[index] ?? 0))

/** The same architecture, written for reading: keys and values are kept, nothing else is thought of. */
function naiveScores(
  model: LlamaModel,
  weights: ReturnType<typeof nested>,
  tokens: readonly number[],
): Matrix {
  const { shape } = model
  const keys: number[][][] = weights.layers.map(() => [])
  const values: number[][][] = weights.layers.map(() => [])
  const norm = (x: readonly number[], weight: readonly number[]) => {
    const size = Math.sqrt(dot(x, x) / x.length + shape.rmsEpsilon)
    return x.map((value, index) => (value / size) * (weight[index] ?? 0))
  }
  const rotated = (x: readonly number[], position: number) =>
    x.map((value, index) => {
      const pair = (index % shape.headWidth) >> 1
      const angle = position * shape.ropeBase ** ((-2 * pair) / shape.ropeWidth)
      return index % 2 === 0
        ? value * Math.cos(angle) - (x[index + 1] ?? 0) * Math.sin(angle)
        : (x[index - 1] ?? 0) * Math.sin(angle) + value * Math.cos(angle)
    })
  const head = (x: readonly number[], index: number) =>
    x.slice(index * shape.headWidth, (index + 1) * shape.headWidth)

  return tokens.map((token, position) => {
    let x = weights.embedding[token] ?? []
    for (const [index, layer] of weights.layers.entries()) {
      const normed = norm(x, layer.attentionNorm)
      const query = rotated(times(layer.query, normed), position)
      const seenKeys = keys[index] ?? []
      const seenValues = values[index] ?? []
      seenKeys.push(rotated(times(layer.key, normed), position))
      seenValues.push(times(layer.value, normed))
      const attended = Array.from({ length: shape.heads }, (_, h) => {
        const raised = seenKeys.map((key) =>
          Math.exp(dot(head(query, h), head(key, h)) / Math.sqrt(shape.headWidth)),
        )
        const total = raised.reduce((a, b) => a + b, 0)
        return raised
          .map((share, p) => head(seenValues[p] ?? [], h).map((value) => (share / total) * value))
          .reduce(plus)
      })
      x = plus(x, times(layer.attentionOutput, attended.flat()))
      const feed = norm(x, layer.feedNorm)
      const up = times(layer.up, feed)
      const gated = times(layer.gate, feed).map((value, i) => (value / (1 + Math.exp(-value))) * (up[i] ?? 0))
      x = plus(x, times(layer.down, gated))
    }
    return times(weights.output, norm(x, weights.outputNorm))
  })
}
