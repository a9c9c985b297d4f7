import type { SparseRow, SparseRows } from './types.js'

/** Bonds without those to `uid`: what the chain does when BondsResetOn and the neuron asks for it. */
export function resetBonds(bonds: SparseRows, uid: number): SparseRow[] {
  return bonds.map((row) => row.filter(([j]) => j !== uid))
}
