/** A shielded submission: `key hash (16) ‖ length of kem, u16 ‖ kem ‖ nonce (24) ‖ sealed`. */
export interface Envelope {
  /** twox-128 of the public key that it was made for. */
  readonly keyHash: Uint8Array
  /** The shared secret, encapsulated by ML-KEM-768. */
  readonly kem: Uint8Array
  readonly nonce: Uint8Array
  /** An extrinsic under XChaCha20-Poly1305. */
  readonly sealed: Uint8Array
}

const HASH_LENGTH = 16
const NONCE_LENGTH = 24

/** Takes a submission apart; `undefined` for bytes that end too early. */
export function readEnvelope(bytes: Uint8Array): Envelope | undefined {
  const kemStart = HASH_LENGTH + 2
  if (bytes.length < kemStart) return undefined
  const kemEnd = kemStart + new DataView(bytes.buffer, bytes.byteOffset).getUint16(HASH_LENGTH, true)
  const sealedStart = kemEnd + NONCE_LENGTH
  if (bytes.length < sealedStart) return undefined
  return {
    keyHash: bytes.slice(0, HASH_LENGTH),
    kem: bytes.slice(kemStart, kemEnd),
    nonce: bytes.slice(kemEnd, sealedStart),
    sealed: bytes.slice(sealedStart),
  }
}
