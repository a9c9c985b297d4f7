import { compactBn, compactNumber, createDecoder, Tuple, u8 } from '@polkadot-api/substrate-bindings'
import { concatBytes, decodeAll } from '../codec/bytes.js'
import { byteVector } from '../codec/sized.js'
import type { Of } from '../schema/type.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'
import { multiAddress, multiSignature } from '../schema/types/system.js'
import { type Era, eraCodec } from './era.js'

import '../schema/schema.js' // completes the type of calls

/** An extrinsic without a signature: an inherent. */
export interface BareExtrinsic {
  readonly kind: 'bare'
  readonly call: RuntimeCall
}

/** A signed extrinsic of version 4. */
export interface SignedExtrinsic {
  readonly kind: 'signed'
  readonly signer: Of<typeof multiAddress>
  readonly signature: Of<typeof multiSignature>
  readonly era: Era
  readonly nonce: number
  /** Rao on top of the fee; only orders the pool. */
  readonly tip: bigint
  /** 1 when the signature covers a metadata hash. */
  readonly metadataHashMode: number
  readonly call: RuntimeCall
  readonly callBytes: Uint8Array
}

export type Extrinsic = BareExtrinsic | SignedExtrinsic

const VERSION = 4
const SIGNED_BIT = 0x80

const signedPart = Tuple(multiAddress.codec, multiSignature.codec, eraCodec, compactNumber, compactBn, u8)

const MAX_NONCE = 0xffff_ffff
const MAX_TIP = 2n ** 64n - 1n

/** Reads an extrinsic with its length in front; throws for bytes that are not exactly one. */
export function decodeExtrinsic(bytes: Uint8Array): Extrinsic {
  const body = decodeAll(byteVector, bytes)
  const [version, rest] = [body[0], body.slice(1)]
  if (version === VERSION) {
    const call = decodeAll(runtimeCall.codec, rest)
    requireSame(encodeBare(call), bytes)
    return { kind: 'bare', call }
  }
  if (version !== (VERSION | SIGNED_BIT)) throw new RangeError('not an extrinsic of version 4')

  let callStart = 0
  const readSigned = createDecoder((input) => {
    const part = signedPart.dec(input)
    callStart = (input as unknown as { readonly i: number }).i
    return part
  })
  const part = readSigned(rest)
  const [signer, signature, era, nonce, tip, metadataHashMode] = part
  if (metadataHashMode > 1) throw new RangeError('not a metadata hash mode')
  if (nonce > MAX_NONCE || tip > MAX_TIP) throw new RangeError('a nonce or a tip beyond its type')
  const callBytes = rest.slice(callStart)
  const call = decodeAll(runtimeCall.codec, callBytes)
  requireSame(encodeSigned(signedPart.enc(part), runtimeCall.codec.enc(call)), bytes)
  return { kind: 'signed', signer, signature, era, nonce, tip, metadataHashMode, call, callBytes }
}

/**
 * A value has one form in SCALE, and a node refuses all others: else extrinsics of other bytes, and so of other
 * hashes, would hold under one signature. The codecs are lenient, so what was read is written again.
 */
function requireSame(written: Uint8Array, given: Uint8Array): void {
  if (Buffer.compare(written, given) !== 0) throw new RangeError('not the canonical form of an extrinsic')
}

const encodeSigned = (head: Uint8Array, callBytes: Uint8Array): Uint8Array =>
  byteVector.enc(concatBytes(Uint8Array.of(VERSION | SIGNED_BIT), head, callBytes))

/** Stands where a signature would be: no account has ever signed with it, so no chain takes it for one. */
const noSignature = { type: 'Sr25519', value: `0x${'00'.repeat(64)}` } as const

/** Returns true for an extrinsic of {@link unsignedAs}. */
export const isUnsigned = ({ signature }: SignedExtrinsic): boolean =>
  signature.type === noSignature.type && signature.value === noSignature.value

/** An immortal extrinsic of an account whose key is not at hand. Outside of a devnet it is invalid. */
export function unsignedAs(
  account: string,
  nonce: number,
  call: RuntimeCall,
): { readonly extrinsic: SignedExtrinsic; readonly bytes: Uint8Array } {
  const signer = { type: 'Id', value: account } as const
  const era = { kind: 'immortal' } as const
  const callBytes = runtimeCall.codec.enc(call)
  const head = signedPart.enc([signer, noSignature, era, nonce, 0n, 0])
  const bytes = encodeSigned(head, callBytes)
  const extrinsic: SignedExtrinsic = {
    kind: 'signed',
    signer,
    signature: noSignature,
    era,
    nonce,
    tip: 0n,
    metadataHashMode: 0,
    call,
    callBytes,
  }
  return { extrinsic, bytes }
}

/** The bytes of an extrinsic without a signature, with their length in front. */
export function encodeBare(call: RuntimeCall): Uint8Array {
  return byteVector.enc(concatBytes(Uint8Array.of(VERSION), runtimeCall.codec.enc(call)))
}
