import { createHash } from 'node:crypto'
import { type Codec, compactNumber, Hex, Struct, u64 } from '@polkadot-api/substrate-bindings'
import { concatBytes, fromHex, toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import type { Of } from '../schema/type.js'
import { digest } from '../schema/types/system.js'

/** A block header; hashes are 0x-hex. */
export interface Header {
  readonly parentHash: string
  readonly number: number
  /** A digest of the parent's root and of what the block changed; not the root of a trie. */
  readonly stateRoot: string
  /** A digest of the extrinsics' hashes; not the root of a trie. */
  readonly extrinsicsRoot: string
  readonly digest: Of<typeof digest>
}

/** A header as it is hashed. */
export const headerCodec: Codec<Header> = Struct({
  parentHash: Hex(32),
  number: compactNumber,
  stateRoot: Hex(32),
  extrinsicsRoot: Hex(32),
  digest: digest.codec,
})

/** The hash that names a block. */
export function hashHeader(header: Header): string {
  return toHex(blake2b256(headerCodec.enc(header)))
}

const AURA = toHex(new TextEncoder().encode('aura'))

/** The digest of a block of an Aura chain: its slot. */
export function slotDigest(timestamp: number, slotMs: number): Header['digest'] {
  const slot = u64.enc(BigInt(Math.floor(timestamp / slotMs)))
  return { logs: [{ type: 'PreRuntime', value: [AURA, slot] }] }
}

export function extrinsicsRoot(extrinsics: readonly Uint8Array[]): string {
  return toHex(blake2b256(concatBytes(...extrinsics.map(blake2b256))))
}

/**
 * Folds the changes of a block, in key order, into the root of its parent. It is not a trie root: there are no storage
 * proofs, so the hash is the one that Node has natively.
 */
export function nextStateRoot(
  parentRoot: string,
  changes: ReadonlyMap<string, Uint8Array | undefined>,
): string {
  const keys: string[] = []
  const values: Uint8Array[] = []
  for (const [key, value] of changes) {
    keys.push(`${key}:${value?.length ?? 'removed'}`)
    if (value) values.push(value)
  }
  const hash = createHash('sha256').update(fromHex(parentRoot))
  // in two calls: most values are short; keys are digits, which need no conversion to UTF-8
  return toHex(hash.update(`${keys.join()};`, 'latin1').update(Buffer.concat(values)).digest())
}
