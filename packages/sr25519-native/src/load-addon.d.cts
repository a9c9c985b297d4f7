import type { SignedMessage } from './index.cjs'

/** Functions of the addon, which check no types. */
export interface Addon {
  verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean
  verifyBatch(
    publicKeys: SignedMessage['publicKey'][],
    signatures: SignedMessage['signature'][],
    messages: SignedMessage['message'][],
  ): boolean
  sign(secretKey: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array
}

/**
 * Loads the addon for this platform: the binary that was built here, else that of the package for the platform.
 * Throws an error with a code and a fix if there is none, or if it does not load.
 */
export declare function loadAddon(load?: (name: string) => unknown, platform?: string): Addon
