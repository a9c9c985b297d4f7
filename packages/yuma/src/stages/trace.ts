import type { BitsRow } from '../types.js'
import type { Rows } from './rows.js'

export function traceVector(bits: Float64Array): bigint[] {
  return Array.from(bits, BigInt)
}

export function traceRows({ start, uid, bits }: Rows): BitsRow[] {
  return Array.from({ length: start.length - 1 }, (_, i) => {
    const row: [number, bigint][] = []
    for (let at = start[i]!; at < start[i + 1]!; at++) row.push([uid[at]!, BigInt(bits[at]!)])
    return row
  })
}
