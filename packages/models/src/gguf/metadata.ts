import { invalidModel } from './invalid-model.js'

/** A value of the metadata. 64-bit integers stay bigint. */
export type GgufScalar = number | bigint | boolean | string
export type GgufValue = GgufScalar | readonly GgufScalar[]

/** Typed access to the metadata of a file; each read names the key that is missing or of another type. */
export class GgufMetadata {
  readonly #values: ReadonlyMap<string, GgufValue>

  constructor(values: ReadonlyMap<string, GgufValue>) {
    this.#values = values
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  string(key: string): string {
    const value = this.#values.get(key)
    if (typeof value !== 'string') throw invalidModel(`${key} is missing or not a string`)
    return value
  }

  /** A whole number that is not negative. */
  integer(key: string, fallback?: number): number {
    const value = this.#values.get(key) ?? fallback
    const number = typeof value === 'bigint' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
      throw invalidModel(`${key} is missing or not a whole number`)
    }
    return number
  }

  number(key: string, fallback?: number): number {
    const value = this.#values.get(key) ?? fallback
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw invalidModel(`${key} is missing or not a number`)
    }
    return value
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.#values.get(key) ?? fallback
    if (typeof value !== 'boolean') throw invalidModel(`${key} is not a boolean`)
    return value
  }

  strings(key: string): readonly string[] {
    const value = this.#values.get(key)
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw invalidModel(`${key} is missing or not a list of strings`)
    }
    return value
  }

  integers(key: string): readonly number[] {
    const value = this.#values.get(key)
    if (!Array.isArray(value) || !value.every((entry) => Number.isSafeInteger(entry))) {
      throw invalidModel(`${key} is missing or not a list of whole numbers`)
    }
    return value
  }
}
