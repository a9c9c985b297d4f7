import type { Keypair, KeyScheme } from '../keys/keypair.js'
import type { PasswordSources } from '../passwords/password.js'

/**
 * Encryption of a keyfile: `nacl` (`$NACL`, written by all current tools), or `ansible` (`$ANSIBLE_VAULT`) and `fernet`
 * (`gAAAAA`), which are only read.
 */
export type KeyfileEncryption = 'none' | 'nacl' | 'ansible' | 'fernet'

/** The key in a keyfile. */
export interface KeyfileContents {
  /** SS58 address, prefix 42. */
  readonly address: string
  readonly scheme: KeyScheme
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** The key that signs; null when the file holds the public half only. */
  readonly keypair: Keypair | null
  /** Kind that the file declares, as those of some branches of the SDK 11 do. */
  readonly accountType: 'coldkey' | 'hotkey' | null
}

/** A keyfile that was read and, if need be, unlocked. */
export interface Keyfile extends KeyfileContents {
  readonly path: string
  readonly encryption: KeyfileEncryption
}

/** Facts about a keyfile that need no password: of an encrypted one, only its encryption. */
export interface KeyfileSummary {
  readonly path: string
  readonly encryption: KeyfileEncryption
  readonly address: string | null
  readonly scheme: KeyScheme | null
  /** True if it holds a secret; null if only the password would show that. */
  readonly canSign: boolean | null
}

/** Progress of unlocking. The key derivation is one opaque step, so that only its age is known. */
export interface UnlockProgress {
  /** `waiting` for another unlocking to end, `deriving` the key from the password, `opening` the file with it. */
  readonly stage: 'waiting' | 'deriving' | 'opening'
  /** Since the stage began. */
  readonly elapsedMs: number
}

/** Options for opening an encrypted keyfile. */
export interface UnlockOptions extends PasswordSources, KeyfileCryptOptions {}

/** Key derivation function of the password. */
export interface KeyfileCryptOptions {
  /** Called as a stage begins and four times a second while it lasts. */
  readonly onProgress?: ((progress: UnlockProgress) => void) | undefined
  /** Calls it off with UNLOCK_ABORTED. */
  readonly signal?: AbortSignal | undefined
  /**
   * For all of it, waiting for others included; then UNLOCK_TOO_SLOW.
   * @default 120_000
   */
  readonly deadlineMs?: number | undefined
}
