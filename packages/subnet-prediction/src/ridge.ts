/** Returns the coefficients that minimise the squared errors plus `penalty` times their own squares; the last one, the constant, is free. */
export function solveRidge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  penalty: number,
): number[] {
  const size = rows[0]!.length
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1))
  for (const [at, row] of rows.entries()) {
    for (let one = 0; one < size; one++) {
      for (let other = 0; other < size; other++) matrix[one]![other]! += row[one]! * row[other]!
      matrix[one]![size]! += row[one]! * targets[at]!
    }
  }
  for (let one = 0; one < size; one++) matrix[one]![one]! += one === size - 1 ? 1e-9 : penalty
  return eliminate(matrix)
}

/** Gaussian elimination with pivots, in place; the last column is the right side. */
function eliminate(matrix: Float64Array[]): number[] {
  const size = matrix.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row
    }
    ;[matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!]
    for (let row = column + 1; row < size; row++) {
      const ratio = matrix[row]![column]! / matrix[column]![column]!
      if (ratio === 0) continue
      for (let at = column; at <= size; at++) matrix[row]![at]! -= ratio * matrix[column]![at]!
    }
  }
  const solution = Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    let rest = matrix[row]![size]!
    for (let at = row + 1; at < size; at++) rest -= matrix[row]![at]! * solution[at]!
    solution[row] = rest / matrix[row]![row]!
  }
  return solution
}
