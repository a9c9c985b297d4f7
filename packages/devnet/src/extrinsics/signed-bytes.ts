import { compactBn, compactNumber, u32 } from '@polkadot-api/substrate-bindings'
import { concatBytes, fromHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { eraCodec } from './era.js'
import type { SignedExtrinsic } from './extrinsic.js'

/** Implicit part of the signed bytes, so that a signature is valid for one chain and runtime only. */
export interface SignedContext {
  readonly specVersion: number
  readonly transactionVersion: number
  /** 0x-hex. */
  readonly genesisHash: string
  /** Hash of the block that the era was born in; the genesis hash for immortal extrinsics. */
  readonly birthHash: string
}

const LONGEST_UNHASHED = 256
const NO_METADATA_HASH = Uint8Array.of(0)

/** The bytes that the signature of an extrinsic covers: itself when short, else their blake2b-256. */
export function signedBytes(
  extrinsic: Pick<SignedExtrinsic, 'callBytes' | 'era' | 'nonce' | 'tip' | 'metadataHashMode'>,
  context: SignedContext,
): Uint8Array {
  const payload = concatBytes(
    extrinsic.callBytes,
    eraCodec.enc(extrinsic.era),
    compactNumber.enc(extrinsic.nonce),
    compactBn.enc(extrinsic.tip),
    Uint8Array.of(extrinsic.metadataHashMode),
    u32.enc(context.specVersion),
    u32.enc(context.transactionVersion),
    fromHex(context.genesisHash),
    fromHex(context.birthHash),
    NO_METADATA_HASH,
  )
  return payload.length > LONGEST_UNHASHED ? blake2b256(payload) : payload
}
