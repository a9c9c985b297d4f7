import { Bytes, isBytes } from '../../subnet/encoding/byte-value.js'

/** Returns the bytes of a hash if they are still there. */
export type FindBytes = (sha256: string) => Uint8Array | null

/** Binary value that a receipt names by size and hash. Reading it throws once its bytes are gone. */
export class KeptBytes extends Bytes {
  readonly #sha256: string

  constructor(size: number, sha256: string, find: FindBytes) {
    super({
      size,
      chunks() {
        const found = find(sha256)
        if (found === null) throw new Error(`the bytes of ${sha256} are not kept any more`)
        return [found]
      },
    })
    this.#sha256 = sha256
  }

  override async sha256(): Promise<string> {
    return this.#sha256
  }
}

/** Returns recorded JSON with its sizes and hashes of binary values as such values. */
export function withKeptBytes(value: unknown, find: FindBytes): unknown {
  if (typeof value !== 'object' || value === null || isBytes(value)) return value
  if (Array.isArray(value)) return value.map((item) => withKeptBytes(item, find))
  const { bytes, sha256, ...rest } = value as { readonly bytes?: unknown; readonly sha256?: unknown }
  const isRecord = Number.isSafeInteger(bytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
  if (isRecord && Object.keys(rest).length === 0) return new KeptBytes(bytes as number, sha256, find)
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withKeptBytes(field, find)]))
}
