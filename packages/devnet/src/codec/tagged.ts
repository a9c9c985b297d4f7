import { type Codec, createCodec, Variant } from '@polkadot-api/substrate-bindings'
import { concatBytes } from './bytes.js'
import type { AnyPacked } from './packed.js'

/** A case of an enum: its number, and how its payload is written. */
export interface Tagged {
  readonly index: number
  // biome-ignore lint/suspicious/noExplicitAny: a codec both reads and writes, so `unknown` fits none.
  readonly codec: Codec<any>
  readonly packed?: AnyPacked | undefined
}

/**
 * An enum of cases by name. Written into one buffer where the payload is packed: the library's codec makes three for a case, and a block
 * may have hundreds of events.
 */
export function taggedCodec<T extends { readonly type: string }>(
  cases: Readonly<Record<string, Tagged>>,
): Codec<T> {
  const codecs = Object.fromEntries(Object.entries(cases).map(([name, { codec }]) => [name, codec]))
  const indices = Object.values(cases).map(({ index }) => index)
  const library = Variant(codecs as never, indices as never) as unknown as Codec<T>
  const byName = new Map(Object.entries(cases))
  return createCodec((value) => {
    const tagged = byName.get(value.type)
    return tagged ? write(tagged, (value as { readonly value?: unknown }).value) : library.enc(value)
  }, library.dec)
}

function write({ index, codec, packed }: Tagged, payload: unknown): Uint8Array {
  if (!packed) return concatBytes(Uint8Array.of(index), codec.enc(payload))
  const bytes = new Uint8Array(1 + packed.size)
  bytes[0] = index
  packed.write(new DataView(bytes.buffer), 1, payload)
  return bytes
}
