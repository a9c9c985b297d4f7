/** Signature schemes of btauth/1. */
export type KeyScheme = 'sr25519' | 'ed25519'

/** A key that signs. Holds the secret; never print, log or serialize one. */
export interface Keypair {
  readonly scheme: KeyScheme
  /** SS58 address, prefix 42. */
  readonly address: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** Returns the 64-byte signature of exactly these bytes (sr25519: context `substrate`). */
  sign(message: Uint8Array): Uint8Array
}
