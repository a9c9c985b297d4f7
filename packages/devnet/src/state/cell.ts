import { decode } from '../codec/bytes.js'
import { readPacked } from '../codec/packed.js'
import type { AnyType } from '../schema/type.js'

/**
 * One stored value: its bytes, and the decoded value once it was read. The key determines the type of a value, so it is
 * decoded once however many blocks share it. The decoded value is frozen, because it is shared.
 */
export class Cell {
  readonly bytes: Uint8Array
  #value: unknown
  #isRead = false

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Returns true if this number is known to be what the bytes say; other values can have several encodings. */
  isNumber(value: unknown, { packed }: AnyType): boolean {
    if (!this.#isRead || this.#value !== value || packed?.size !== this.bytes.length) return false
    return typeof value === 'bigint' || typeof value === 'number'
  }

  read({ packed, codec }: AnyType): unknown {
    if (this.#isRead) return this.#value
    this.#value = packed ? readPacked(packed, this.bytes) : decode(codec, this.bytes)
    this.#isRead = true
    return frozen(this.#value)
  }
}

/** The same value, immutable from now on; bytes cannot be frozen. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) {
    return value
  }
  if (Array.isArray(value)) for (const part of value) frozen(part)
  else for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
