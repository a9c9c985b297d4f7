/** Arithmetic of GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1, as Reed-Solomon codes of storage use it. */

const powers = new Uint8Array(510)
const logs = new Uint8Array(256)
for (let [at, value] = [0, 1]; at < 255; at += 1) {
  powers[at] = value
  powers[at + 255] = value
  logs[value] = at
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d
}

export const multiply = (one: number, other: number): number =>
  one === 0 || other === 0 ? 0 : powers[logs[one]! + logs[other]!]!

/** Inverse of an element other than 0. */
export const inverse = (element: number): number => powers[255 - logs[element]!]!

/** Products of a factor with every element. */
const tables = new Map<number, Uint8Array>()
function productsWith(factor: number): Uint8Array {
  const known = tables.get(factor)
  if (known) return known
  const table = Uint8Array.from({ length: 256 }, (_, element) => multiply(factor, element))
  tables.set(factor, table)
  return table
}

/** Adds `factor` times the source to the target, byte by byte. */
export function addMultiple(target: Uint8Array, source: Uint8Array, factor: number): void {
  const table = productsWith(factor)
  for (let at = 0; at < target.length; at += 1) target[at]! ^= table[source[at]!]!
}

/** Inverse of a regular matrix, by elimination. */
export function invertMatrix(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, at) => [
    ...row,
    ...Array.from({ length: size }, (_, other) => Number(at === other)),
  ])
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.findIndex((row, at) => at >= column && row[column] !== 0)
    const [top, found] = [rows[column]!, rows[pivot]!]
    rows[pivot] = top
    const scale = inverse(found[column]!)
    const row = found.map((value) => multiply(value, scale))
    rows[column] = row
    for (const [at, other] of rows.entries()) {
      const factor = other[column]!
      if (at !== column && factor !== 0)
        rows[at] = other.map((value, place) => value ^ multiply(factor, row[place]!))
    }
  }
  return rows.map((row) => row.slice(size))
}
