import type { Cell } from './cell.js'
import type * as tree from './tree.js'

/** Raw storage at one moment; immutable. */
export type StateRoot = tree.Tree<Cell>
