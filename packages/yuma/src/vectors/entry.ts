// biome-ignore-all lint/performance/noBarrelFile: the entry point of @subnetkit/yuma/vectors
export type { VectorResult } from './cases.js'
export { runCompactEpochVectors } from './compact-epochs.js'
export { runEpochVectors } from './epochs.js'
export { runPrimitiveVectors } from './primitives.js'
