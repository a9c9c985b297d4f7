import { divTrunc } from '../math/kernels.js'

/**
 * A sparse matrix by rows: row i holds positions `start[i]` to `start[i + 1]` of `uid` and `bits`,
 * in stored order. `bits` are I32F32.
 */
export interface Rows {
  readonly start: Int32Array
  readonly uid: Uint16Array
  readonly bits: Float64Array
}

/** Appends rows one after the other into arrays of a known capacity. */
export class RowsBuilder {
  readonly #start: Int32Array
  readonly #uid: Uint16Array
  readonly #bits: Float64Array
  #row = 0
  #count = 0

  constructor(n: number, capacity: number) {
    this.#start = new Int32Array(n + 1)
    this.#uid = new Uint16Array(capacity)
    this.#bits = new Float64Array(capacity)
  }

  push(uid: number, bits: number): void {
    this.#uid[this.#count] = uid
    this.#bits[this.#count++] = bits
  }

  endRow(): void {
    this.#start[++this.#row] = this.#count
  }

  build(): Rows {
    return {
      start: this.#start,
      uid: this.#uid.subarray(0, this.#count),
      bits: this.#bits.subarray(0, this.#count),
    }
  }
}

/** The same cells with other bits. */
export function withBits(rows: Rows, bits: Float64Array): Rows {
  return { start: rows.start, uid: rows.uid, bits }
}

export function rowTotals({ start, bits }: Rows): Float64Array {
  const totals = new Float64Array(start.length - 1)
  for (let i = 0; i < totals.length; i++) {
    let sum = 0
    for (let at = start[i]!; at < start[i + 1]!; at++) sum += bits[at]!
    totals[i] = sum
  }
  return totals
}

/** Each row divided by its sum, if that is positive. */
export function normalizeRows(rows: Rows): Rows {
  const totals = rowTotals(rows)
  const bits = rows.bits.slice()
  for (let i = 0; i < totals.length; i++) {
    if (totals[i] === 0) continue
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) bits[at] = divTrunc(bits[at]!, totals[i]!)
  }
  return withBits(rows, bits)
}

/** Each column divided by its sum; empty columns stay. */
export function normalizeColumns(rows: Rows): Rows {
  const totals = new Float64Array(rows.start.length - 1)
  for (let at = 0; at < rows.uid.length; at++) totals[rows.uid[at]!]! += rows.bits[at]!
  return divideColumns(rows, totals)
}

/** Each column divided by its largest value. */
export function upscaleColumns(rows: Rows): Rows {
  const largest = new Float64Array(rows.start.length - 1)
  for (let at = 0; at < rows.uid.length; at++) {
    const j = rows.uid[at]!
    if (rows.bits[at]! > largest[j]!) largest[j] = rows.bits[at]!
  }
  return divideColumns(rows, largest)
}

function divideColumns(rows: Rows, divisors: Float64Array): Rows {
  const bits = new Float64Array(rows.bits.length)
  // A divisor of 0 means that the whole column is 0.
  for (let at = 0; at < bits.length; at++) bits[at] = divTrunc(rows.bits[at]!, divisors[rows.uid[at]!]!)
  return withBits(rows, bits)
}
