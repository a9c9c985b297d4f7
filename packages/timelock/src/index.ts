export {
  type Beacon,
  type BeaconOptions,
  createBeacon,
  isPulseOf,
  type Pulse,
  verifyPulse,
} from './beacon.js'
export { type CiphertextParts, ciphertextOverhead, decodeCiphertext, encodeCiphertext } from './ciphertext.js'
export { mechanismIndex, type SaltedCommit, saltedCommitHash, saltedCommitPreimage } from './commit-hash.js'
export { type TimelockDecryptOptions, timelockDecrypt } from './decrypt.js'
export { type TimelockEncryptOptions, type TimelockRandomness, timelockEncrypt } from './encrypt.js'
export { decodeEnvelope, encodeEnvelope, type TimelockEnvelope } from './envelope.js'
export { type TimelockErrorCode, timelockError } from './errors.js'
export { roundIdentity } from './ibe.js'
export {
  type CommittedWeights,
  decodeLegacyWeightsPayload,
  decodeWeightsPayload,
  encodeLegacyWeightsPayload,
  encodeWeightsPayload,
  type WeightsPayload,
} from './payload.js'
export { type BeaconClock, type BeaconInfo, quicknet } from './quicknet.js'
export {
  type EpochSchedule,
  type ModuloRevealPlan,
  type ModuloSchedule,
  type RevealPlan,
  type RevealTiming,
  revealRound,
  revealRoundModulo,
} from './reveal-round.js'
export { commitRound, currentRound, roundAt, roundTime } from './rounds.js'
