import type { KeyScheme } from './keypair.js'

/**
 * Signs messages with a key that may be in another process. It may refuse: one that holds a key for others signs only
 * texts that it can read itself.
 */
export interface MessageSigner {
  readonly scheme: KeyScheme
  /** SS58 address, prefix 42. */
  readonly address: string
  /** Returns the 64-byte signature of exactly these bytes (sr25519: context `substrate`). */
  signMessage(message: Uint8Array): Promise<Uint8Array>
}
