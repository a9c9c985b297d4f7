// biome-ignore-all lint/performance/noBarrelFile: the entry point of @subnetkit/yuma/math
export { type AlphaSigmoidInput, alphaSigmoid } from './alpha.js'
export {
  fixedProportionToU16,
  i64f64ToI32f32,
  isMaxLimited,
  maxUpscaleToU16,
  u16MaxUpscaleToU16,
  u16ProportionToFixed,
  u16ToFixed,
} from './conversions.js'
export { expSafe, sigmoidSafe } from './exp.js'
export { add, clamp, div, MAX, MIN, mul, ONE, saturate, sub } from './fixed.js'
export {
  colClip,
  colMaxUpscale,
  colNormalize,
  interpolate,
  type Matrix,
  maskDiag,
  maskRows,
  matEma,
  matEmaAlpha,
  matmul,
  matmulTranspose,
  matVecMul,
  rowHadamard,
  rowNormalize,
  rowSum,
} from './matrices.js'
export {
  type WeightedMedianInput,
  weightedMedian,
  weightedMedianCol,
  weightedMedianColSparse,
} from './median.js'
export type { MutableSparse } from './sparse.js'
export {
  colClipSparse,
  colMaxUpscaleSparse,
  colNormalizeSparse,
  interpolateSparse,
  maskDiagSparse,
  maskRowsSparse,
  matEmaAlphaSparse,
  matEmaSparse,
  matmulSparse,
  matmulTransposeSparse,
  matVecMulSparse,
  rowHadamardSparse,
  rowNormalizeSparse,
  rowSumSparse,
  type SparseMatrix,
  vecMaskSparse,
} from './sparse.js'
export {
  isTopK,
  isTopKNonzero,
  maskVector,
  normalize,
  normalize64,
  sum,
  vecDiv,
  vecMul,
} from './vectors.js'
