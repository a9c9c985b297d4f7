/** A message with its signature and the public key that is said to have signed it. */
export interface SignedMessage {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
  readonly message: Uint8Array
}

/**
 * Verifies an sr25519 signature in the signing context `substrate`. Malformed input is not verified, and never
 * throws; neither is anything under the neutral public key (32 zeros), for which anybody can sign.
 */
export declare function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean

/**
 * Verifies many signatures with one equation, randomized so that a false signature passes with a probability of
 * 2^-128. False if any of them is false, without saying which; true for an empty list.
 */
export declare function verifyBatch(items: readonly SignedMessage[]): boolean

/**
 * Signs in the signing context `substrate`.
 *
 * @param secretKey - 64 bytes: the expanded key as polkadot.js keeps it, the scalar multiplied by the cofactor.
 * @param publicKey - 32 bytes, of the same key pair.
 * @returns 64 bytes.
 * @throws TypeError or Error for keys that are not of this form; the message never shows them.
 */
export declare function sign(secretKey: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array
