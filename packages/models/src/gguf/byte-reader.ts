import { invalidModel } from './invalid-model.js'

/** Longest string that is read; a chat template is the longest one in practice. */
const maxStringBytes = 1_000_000

/** Little-endian reads from a model file, each checked against the end of the file before anything is allocated. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  u8 = (): number => this.#view.getUint8(this.#take(1))
  i8 = (): number => this.#view.getInt8(this.#take(1))
  u16 = (): number => this.#view.getUint16(this.#take(2), true)
  i16 = (): number => this.#view.getInt16(this.#take(2), true)
  u32 = (): number => this.#view.getUint32(this.#take(4), true)
  i32 = (): number => this.#view.getInt32(this.#take(4), true)
  f32 = (): number => this.#view.getFloat32(this.#take(4), true)
  f64 = (): number => this.#view.getFloat64(this.#take(8), true)
  u64 = (): bigint => this.#view.getBigUint64(this.#take(8), true)
  i64 = (): bigint => this.#view.getBigInt64(this.#take(8), true)

  boolean = (): boolean => {
    const byte = this.u8()
    if (byte > 1) throw invalidModel(`a boolean is ${byte} at byte ${this.#offset - 1}`)
    return byte === 1
  }

  string = (): string => {
    const length = this.length('a string', 1)
    if (length > maxStringBytes) throw invalidModel(`a string of ${length} bytes at byte ${this.#offset}`)
    const start = this.#take(length)
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString('utf8')
  }

  /** A 64-bit count of things that take at least `minBytes` each in what is left of the file. */
  length(what: string, minBytes: number): number {
    const count = this.u64()
    if (count * BigInt(minBytes) > BigInt(this.remaining)) {
      throw invalidModel(`${what} claims ${count} entries, more than the file can hold`)
    }
    return Number(count)
  }

  #take(bytes: number): number {
    if (bytes > this.remaining) throw invalidModel(`it ends in the middle of a value at byte ${this.#offset}`)
    const start = this.#offset
    this.#offset += bytes
    return start
  }
}
