import type { SubnetError } from '@subnetkit/base'
import type { Keypair, KeyScheme } from '@subnetkit/wallet'
import type { BlockRef } from '../read/block.js'

/** Bytes as text. */
export type Hex = `0x${string}`

/** A call by the chain's own names. */
export interface CallParameters {
  readonly pallet: string
  readonly call: string
  readonly args: readonly unknown[]
}

/** Everything that an extrinsic's signature covers; the signer assembles the bytes itself. */
export interface SigningRequest {
  /** The encoded call: pallet index, call index, arguments. */
  readonly call: Hex
  /** The call according to the client, `Pallet.call`. A signer determines it by itself. */
  readonly name: string
  /** Mortal era, two bytes. */
  readonly era: Hex
  readonly nonce: number
  /** Rao on top of the fee. */
  readonly tip: bigint
  readonly specVersion: number
  readonly transactionVersion: number
  readonly genesisHash: Hex
  /** Hash of the block in which the era begins. */
  readonly birthHash: Hex
}

/**
 * Signs extrinsics with a key in this process, in another one, or on a device. Throws SIGNER_REFUSED for a call that it
 * must not sign.
 */
export interface ChainSigner {
  readonly scheme: KeyScheme
  /** SS58 address, prefix 42. */
  readonly address: string
  /** The chain's MultiSignature: one byte for the scheme, then 64 of signature. */
  signExtrinsic(request: SigningRequest): Promise<Uint8Array>
}

/** Signer of an account: a key of this process, or a signer that holds it elsewhere. */
export type Signer = Keypair | ChainSigner

/** A signed extrinsic, with the data needed to find it again. Survives JSON. */
export interface SignedExtrinsic {
  /** `Pallet.call`. */
  readonly call: string
  /** The bytes to broadcast, length first. Sending them again never does anything twice. */
  readonly bytes: Hex
  /** blake2b-256 of the bytes, as explorers show it. */
  readonly hash: Hex
  /** SS58 address of the account. */
  readonly signer: string
  readonly nonce: number
  /** The block in which its life begins; it can only be in later ones. */
  readonly birthBlock: number
  /** The last block that may include it. */
  readonly lastBlock: number
  readonly specVersion: number
}

/** An event of an included extrinsic, fields in the chain's order. */
export interface ChainEvent {
  readonly pallet: string
  readonly name: string
  readonly fields: readonly { readonly toString: () => string }[]
}

/** Block and outcome of an included extrinsic. */
export interface Inclusion extends BlockRef {
  /** Its place in the block. */
  readonly index: number
  readonly events: readonly ChainEvent[]
  /** Dispatch error, or null if it succeeded. Included does not mean succeeded: check this. */
  readonly refusal: SubnetError<'CHAIN_REJECTED'> | null
}

/** Options of {@link signExtrinsic}. */
export interface SigningOptions {
  /**
   * Blocks for which it may be included: a power of two from 4 to 4096.
   *
   * 64 blocks are 13 minutes. That outlives any reconnect and a node's restart, while a lost extrinsic is known to
   * be dead within one tempo (72 minutes), and finding it again reads 64 blocks at most. Current SDKs take 128.
   * Shielded extrinsics must not live longer than 8.
   * @default 64
   */
  readonly eraBlocks?: number | undefined
  /**
   * @default the next one of the account, including pending ones in the node's pool
   */
  readonly nonce?: number | undefined
  /**
   * Rao on top of the fee.
   * @default 0n
   */
  readonly tip?: bigint | undefined
}

/** Options of {@link trackExtrinsic}. */
export interface TrackOptions {
  /**
   * Longest wait, in ms.
   * @default the client's inclusionDeadlineMs
   */
  readonly deadlineMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * `included`: in a block of the best chain, which a reorganisation may still undo. `finalized`: in a block that
   * nothing undoes.
   * @default 'included'
   */
  readonly waitFor?: 'included' | 'finalized' | undefined
}

/** Options of `submit`. */
export interface SubmitOptions extends SigningOptions, TrackOptions {
  /**
   * Awaited with every signature before its bytes are sent, to store them: after a crash `trackExtrinsic` follows the same
   * bytes to their end, and nothing is signed twice.
   * @default nothing is stored
   */
  readonly onSigned?: ((signed: SignedExtrinsic) => unknown) | undefined
}
