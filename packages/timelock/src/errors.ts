/** What can be wrong, by name. */
export type TimelockErrorCode =
  /** The bytes do not have the layout of a ciphertext or an envelope. */
  | 'CIPHERTEXT_MALFORMED'
  /** The ciphertext was changed, or the signature is of another round or another beacon. */
  | 'CIPHERTEXT_REFUSED'
  /** No public key: 96 bytes of a point in G2. */
  | 'PUBLIC_KEY_INVALID'
  /** No secret key: 32 bytes, big-endian, above zero and below the group's order. */
  | 'SECRET_KEY_INVALID'
  /** No signature: 48 bytes of a point in G1. */
  | 'SIGNATURE_INVALID'
  /** A pulse whose signature or randomness is not the beacon's. */
  | 'PULSE_REFUSED'
  /** A round that is no unsigned 64-bit number. */
  | 'ROUND_INVALID'
  /** Randomness of the wrong length. */
  | 'RANDOMNESS_INVALID'
  /** Bytes that are no weights payload, or values that do not fit into one. */
  | 'PAYLOAD_MALFORMED'
  /** The subnet runs no epochs. */
  | 'TEMPO_ZERO'
  /** No reveal block within the time in which the chain must have run enough epochs. */
  | 'REVEAL_BLOCK_NOT_FOUND'

/** Every refusal of this package. */
export class TimelockError extends Error {
  readonly code: TimelockErrorCode

  constructor(code: TimelockErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TimelockError'
    this.code = code
  }
}
