import type { Keypair, KeyScheme } from '../keys/keypair.js'
import type { PasswordSources } from '../passwords/password.js'

/**
 * How a keyfile is sealed: `nacl` (`$NACL`, what all current tools write), `ansible` (`$ANSIBLE_VAULT`) and `fernet`
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
  /** What the file says of itself, as those of some branches of the SDK 11 do. */
  readonly accountType: 'coldkey' | 'hotkey' | null
}

/** A keyfile that was read and, if need be, unlocked. */
export interface Keyfile extends KeyfileContents {
  readonly path: string
  readonly encryption: KeyfileEncryption
}

/** What is known of a keyfile without its password: of an encrypted one, only how it is sealed. */
export interface KeyfileSummary {
  readonly path: string
  readonly encryption: KeyfileEncryption
  readonly address: string | null
  readonly scheme: KeyScheme | null
  /** Whether it holds a secret; null when only the password would tell. */
  readonly canSign: boolean | null
}

/** How far unlocking has come. The derivation of the key is one opaque step, so that only its age is known. */
export interface UnlockProgress {
  /** `waiting` for another unlocking to end, `deriving` the key from the password, `opening` the file with it. */
  readonly stage: 'waiting' | 'deriving' | 'opening'
  /** Since the stage began. */
  readonly elapsedMs: number
}

/** How an encrypted keyfile is opened. */
export interface UnlockOptions extends PasswordSources, KeyfileCryptOptions {}

/** How the key is derived from a password. */
export interface KeyfileCryptOptions {
  /** Called as a stage begins and four times a second while it lasts. */
  readonly onProgress?: (progress: UnlockProgress) => void
  /** Calls it off with UNLOCK_ABORTED. */
  readonly signal?: AbortSignal
  /**
   * For all of it, waiting for others included; then UNLOCK_TOO_SLOW.
   * @default 120_000
   */
  readonly deadlineMs?: number
}
