import { toU16 } from '../math/kernels.js'
import type { FlatRow, SparseRow } from '../types.js'
import type { Rows } from './rows.js'

/** A stored row in one form or the other. */
export type AnyRow = SparseRow | FlatRow

const isFlat = (row: AnyRow): row is FlatRow => ArrayBuffer.isView(row)

/** Number of cells of a row. */
export const cellCount = (row: AnyRow): number => (isFlat(row) ? row.length >> 1 : row.length)

/** Visits the cells of a stored row in their order; there may be no row. */
export function forEachStored(row: AnyRow | undefined, visit: (uid: number, value: number) => void): void {
  if (row === undefined) return
  if (isFlat(row)) for (let at = 0; at + 1 < row.length; at += 2) visit(row[at]!, row[at + 1]!)
  else for (const [uid, value] of row) visit(uid, value)
}

/** Bonds as stored: u16 proportions for those who keep a permit, nothing for the others. */
export type StoreBonds<Row> = (bonds: Rows, permits: readonly boolean[]) => Row[]

export const storePairs: StoreBonds<SparseRow> = ({ start, uid, bits }, permits) =>
  permits.map((permitted, i) => {
    const row: [number, number][] = []
    if (permitted) for (let at = start[i]!; at < start[i + 1]!; at++) row.push([uid[at]!, toU16(bits[at]!)])
    return row
  })

export const storeFlat: StoreBonds<FlatRow> = ({ start, uid, bits }, permits) =>
  permits.map((permitted, i) => {
    const [first, end] = permitted ? [start[i]!, start[i + 1]!] : [0, 0]
    const row = new Uint16Array((end - first) * 2)
    for (let at = first; at < end; at++) {
      row[(at - first) * 2] = uid[at]!
      row[(at - first) * 2 + 1] = toU16(bits[at]!)
    }
    return row
  })
