import { concatBytes } from '@noble/hashes/utils.js'
import { compactToU8a, hexToU8a } from '@polkadot/util'
import { blake2AsU8a } from '@polkadot/util-crypto'
import type { SignedExtension } from './signed-extensions.js'
import type { SigningRequest } from './types.js'

/** Substrate signs the hash of a payload that is longer than this many bytes. */
const longestPlainPayload = 256
/** Version 4, and the bit for signed ones. */
const signedVersion4 = 0x84
/** Variant of MultiAddress for a plain account. */
const addressId = 0

/** Explicit parts of the extensions, in the order of the metadata. */
function explicitBytes(request: SigningRequest, extensions: readonly SignedExtension[]): Uint8Array {
  return concatBytes(...extensions.map(({ explicit }) => explicit(request)))
}

/** The bytes that a signature covers before long ones are hashed: call, explicit parts, implicit parts. */
export function signingPayload(request: SigningRequest, extensions: readonly SignedExtension[]): Uint8Array {
  return concatBytes(
    hexToU8a(request.call),
    explicitBytes(request, extensions),
    ...extensions.map(({ implicit }) => implicit(request)),
  )
}

/** The signed bytes: the payload, or its blake2b-256 if it is longer than 256 bytes. */
export function signedBytes(request: SigningRequest, extensions: readonly SignedExtension[]): Uint8Array {
  const payload = signingPayload(request, extensions)
  return payload.length > longestPlainPayload ? blake2AsU8a(payload, 256) : payload
}

/** The extrinsic as it goes over the wire, length first. */
export function assembleExtrinsic(
  request: SigningRequest,
  extensions: readonly SignedExtension[],
  signed: { readonly publicKey: Uint8Array; readonly multiSignature: Uint8Array },
): Uint8Array {
  const body = concatBytes(
    Uint8Array.of(signedVersion4, addressId),
    signed.publicKey,
    signed.multiSignature,
    explicitBytes(request, extensions),
    hexToU8a(request.call),
  )
  return concatBytes(compactToU8a(body.length), body)
}
