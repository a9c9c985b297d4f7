import type { Stages } from './limits.js'

/** One way in which keyfiles are encrypted. */
export interface Envelope {
  /** Returns the problem with the file that shows before any password is tried, or null. */
  check(data: Uint8Array): string | null
  /** Key of this file derived from the password. */
  deriveKey(data: Uint8Array, password: Uint8Array, stages: Stages): Promise<Uint8Array>
  /** The plain contents; null when the key does not fit. */
  open(data: Uint8Array, key: Uint8Array): Promise<Uint8Array | null>
}
