import { runCompactEpochVectors, runEpochVectors, runPrimitiveVectors } from '@subnetkit/yuma/vectors'
import type { VectorKind } from './kind.js'

/** The files under `yuma/` and `runtime/`. The compact graph comes before the pattern it also matches. */
export const yumaVectors: readonly VectorKind[] = [
  { fileName: /^epoch-512.*\.json$/, run: runCompactEpochVectors },
  { fileName: /^(reference-)?epochs?-.*\.json$/, run: runEpochVectors },
  { fileName: /^math-.*\.json$/, run: runPrimitiveVectors },
  { fileName: /^reference-primitives.*\.json$/, run: runPrimitiveVectors },
  { fileName: /^block-emission.*\.json$/, run: runPrimitiveVectors },
]
