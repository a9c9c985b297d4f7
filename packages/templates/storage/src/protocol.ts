import { bytes, synapse, z } from 'subnetkit'
import { mostPieceBytes } from './settings.js'

/** Name of an object: the root of its Merkle tree, in hex. A miner checks it when it stores the object. */
const object = z.string().regex(/^[0-9a-f]{64}$/, 'a root of 64 hex digits')
const size = z.int().min(1).max(mostPieceBytes)
/** Most leaves of an object. */
const leaf = z
  .int()
  .min(0)
  .max(mostPieceBytes / 1024 - 1)

/** The synapses of storage. Objects belong to the validator that stored them, and only it can ask for them. */
export const protocol = {
  /** Keep an object, with the tags that its deep audits need. */
  store: synapse({
    input: z.object({ object, size, bytes: bytes({ max: mostPieceBytes }), tags: bytes({ max: '128kB' }) }),
    output: z.object({ stored: z.boolean() }),
    deadline: '30s',
    maxBytes: '5MB',
  }),
  /** Prove leaves of objects: for each object one proof, its leaves and paths in the order asked; empty for an object that is lost. */
  audit: synapse({
    input: z.object({
      objects: z
        .array(z.object({ object, size, leaves: z.array(leaf).min(1).max(64) }))
        .min(1)
        .max(16),
    }),
    output: z.object({ proofs: z.array(bytes({ max: '256kB' })).max(16) }),
    deadline: '10s',
    maxBytes: '512kB',
  }),
  /** Prove many leaves of one object by sums over them. Both sides draw the leaves from the nonce. Empty for an object that is lost. */
  deepAudit: synapse({
    input: z.object({
      object,
      size,
      nonce: z.string().regex(/^[0-9a-f]{64}$/),
      leaves: z.int().min(1).max(1_000),
    }),
    output: z.object({ proof: bytes({ max: '4kB' }) }),
    deadline: '20s',
    maxBytes: '64kB',
  }),
  /** Blocks of 64 KiB of an object, with the path from them to the root. Empty for an object that is lost. */
  retrieve: synapse({
    input: z.object({ object, size, first: z.int().min(0).max(63), blocks: z.int().min(1).max(64) }),
    output: z.object({ bytes: bytes({ max: mostPieceBytes }), path: z.array(object).max(20) }),
    deadline: '30s',
    maxBytes: '5MB',
  }),
  /** Forget objects. */
  drop: synapse({
    input: z.object({ objects: z.array(object).max(1_000) }),
    output: z.object({ dropped: z.int().min(0) }),
    deadline: '30s',
    maxBytes: '256kB',
  }),
}
export type StorageProtocol = typeof protocol
