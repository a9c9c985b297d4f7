export { type HeldObject, leafProofBytes, proveLeaves, verifyLeaves } from './audit/leaf-proof.js'
export {
  type BlockRange,
  createRangeVerifier,
  type RangeVerifier,
  rangeBytes,
  rangePath,
  rangeWith,
} from './audit/range-proof.js'
export { type SampleOptions, sampleLeaves } from './audit/sample-leaves.js'
export { contentId, contentIdOf, parseContentId } from './content/content-id.js'
export { createErasureCode, type ErasureCode, type ErasureShape } from './erasure/erasure-code.js'
export { possessionError } from './errors.js'
export {
  type Challenged,
  challengeOf,
  createPossessionMac,
  macProofBytes,
  type PossessionMac,
  provePossession,
  type TaggedLeaf,
  tagBytes,
  tagsLength,
} from './mac/mac.js'
export { type ByteSource, inPieces } from './merkle/chunks.js'
export {
  blockBytes,
  blockLeaves,
  blocksOf,
  leafBytes,
  leafLength,
  leavesOf,
  mostObjectBytes,
  type ObjectShape,
} from './merkle/leaf.js'
export {
  createObjectHasher,
  hashObject,
  type ObjectHasher,
  type ObjectHasherOptions,
  type ObjectTree,
} from './merkle/object-hasher.js'
export { createRootBuilder, type RootBuilder } from './merkle/root-builder.js'
export {
  type DecodeOptions,
  decodeReplica,
  encodeReplica,
  type ReplicaOptions,
  replicaKey,
} from './replica/replica.js'
