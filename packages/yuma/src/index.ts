export { activityCutoff } from './activity-cutoff.js'
export { blockEmission } from './block-emission.js'
export { type DividendClaim, dividendPots } from './dividend-pots.js'
export { type EpochOptions, runEpoch } from './epoch.js'
export { type YumaErrorCode, yumaError } from './errors.js'
export { type InheritedStakeInput, inheritedStake } from './inherited-stake.js'
export { maxUpscale } from './max-upscale.js'
export { runFlatMechanisms, runMechanisms, splitEmission } from './mechanisms.js'
export {
  type BurnBounds,
  bumpedBurn,
  burnDecay,
  decayedBurn,
  defaultBurnIncrease,
} from './registration/burn.js'
export { ownerImmuneUids, type PruneCandidate, uidToPrune } from './registration/prune-choice.js'
export { resetBonds } from './reset-bonds.js'
export type {
  BitsRow,
  EpochInput,
  EpochPayout,
  EpochResult,
  EpochTrace,
  FlatRow,
  HotkeyPayout,
  MechanismResult,
  MechanismState,
  MechanismsInput,
  MechanismsResult,
  SparseRow,
  SparseRows,
  StoredMechanism,
  StoredNeurons,
  SubnetState,
} from './types.js'
