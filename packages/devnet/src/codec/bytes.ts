import { type Codec, createDecoder } from '@polkadot-api/substrate-bindings'

/** Lower-case 0x-hex of bytes. */
export function toHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}

/** Bytes of 0x-hex; throws a RangeError for anything else. */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(hex)) throw new RangeError('not 0x-hex of whole bytes')
  return new Uint8Array(Buffer.from(hex.slice(2), 'hex'))
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

/** Decodes one value from the front; bytes that follow are not looked at. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  return codec.dec(exact(bytes))
}

/** Decodes one value that must use up all bytes. */
export function decodeAll<T>(codec: Codec<T>, bytes: Uint8Array): T {
  let value: T | undefined
  // The input that decoders pass along knows how far it was read.
  const strict = createDecoder((input) => {
    value = codec.dec(input)
    return input.byteLength - (input as unknown as { readonly i: number }).i
  })
  const left = strict(exact(bytes))
  if (left !== 0) throw new RangeError(`${left} bytes after the value`)
  return value as T
}

// scale-ts reads the buffer under a view from its start, so a view into a larger one has to be copied.
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
}
