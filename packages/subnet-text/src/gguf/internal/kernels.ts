/** out = matrix · x, with a row-major matrix of `out.length` rows. Four sums at once keep the pipeline full. */
export function multiply(out: Float32Array, matrix: Float32Array, x: Float32Array): void {
  const columns = x.length
  const blocked = columns - (columns % 4)
  for (let row = 0, at = 0; row < out.length; row++, at += columns) {
    let [a, b, c, d] = [0, 0, 0, 0]
    let column = 0
    for (; column < blocked; column += 4) {
      a += matrix[at + column]! * x[column]!
      b += matrix[at + column + 1]! * x[column + 1]!
      c += matrix[at + column + 2]! * x[column + 2]!
      d += matrix[at + column + 3]! * x[column + 3]!
    }
    for (; column < columns; column++) a += matrix[at + column]! * x[column]!
    out[row] = a + b + (c + d)
  }
}

/** Adds `other` to `target`. */
export function add(target: Float32Array, other: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + other[i]!
}

/** Root-mean-square normalisation of `x`, scaled by `weight`. */
export function rmsNorm(out: Float32Array, x: Float32Array, weight: Float32Array, epsilon: number): void {
  let squares = 0
  for (let i = 0; i < x.length; i++) squares += x[i]! * x[i]!
  const scale = 1 / Math.sqrt(squares / x.length + epsilon)
  for (let i = 0; i < x.length; i++) out[i] = x[i]! * scale * weight[i]!
}

/** gate = silu(gate) · up */
export function swiGlu(gate: Float32Array, up: Float32Array): void {
  for (let i = 0; i < gate.length; i++) {
    const value = gate[i]!
    gate[i] = (value / (1 + Math.exp(-value))) * up[i]!
  }
}

/** Makes the first `count` numbers non-negative with sum 1. */
export function softmax(values: Float32Array, count: number): void {
  let highest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) highest = Math.max(highest, values[i]!)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const raised = Math.exp(values[i]! - highest)
    values[i] = raised
    sum += raised
  }
  for (let i = 0; i < count; i++) values[i] = values[i]! / sum
}
