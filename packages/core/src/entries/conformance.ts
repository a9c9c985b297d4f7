// What our own vectors and interop runs compare byte by byte. Unstable: no promise from one version to the next.

export { clipToMaxWeight } from '../scoreboard/vector/clip-to-max-weight.js'
export { normalizeWeights, type WeightsByUid } from '../scoreboard/vector/normalize-weights.js'
export { emitWeights, sharesOfRow, splitToU16 } from '../scoreboard/vector/v10-emit.js'
export {
  normalizeMaxWeight,
  type ProcessedWeights,
  type ProcessWeightsLimits,
  processWeights,
} from '../scoreboard/vector/v10-process.js'
