import type { FlatRow } from '@subnetkit/yuma'
import { readU16s, writeU16s } from '../codec/u16-list.js'
import type { Reading, Writing } from './reading.js'

/** Numbers of a cell: uid and value. */
const width = 2
const noCells = new Uint16Array()
const noCellsEncoded = writeU16s(noCells, width)

/** Stored weights or bonds of a mechanism by uid, as the epoch reads them: without a list for each cell. */
export function readRows(ctx: Reading, item: 'Weights' | 'Bonds', index: number, count: number): FlatRow[] {
  const stored = ctx.state.SubtensorModule[item]
  return Array.from({ length: count }, (_, uid) => {
    const encoded = stored.encoded(index, uid)
    // most have none
    return encoded === undefined || encoded[0] === 0 ? noCells : readU16s(encoded, width)
  })
}

/** Stores the bonds of a mechanism by uid. */
export function storeBonds(ctx: Writing, index: number, rows: readonly FlatRow[]): void {
  const { Bonds } = ctx.state.SubtensorModule
  for (const [uid, row] of rows.entries()) {
    // most have none
    Bonds.setEncoded(index, uid, row.length === 0 ? noCellsEncoded : writeU16s(row, width))
  }
}
