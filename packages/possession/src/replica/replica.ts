import { createCipheriv, createHash, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { ensureInput } from '../errors.js'
import { type ByteSource, inPieces } from '../merkle/chunks.js'
import { blockBytes } from '../merkle/leaf.js'

/** Options of an encoding. */
export interface ReplicaOptions {
  /** 32 bytes: a key of one object at one hotkey. See {@link replicaKey}. */
  readonly key: Uint8Array
  /** Iterations of PBKDF2 for each block: what a block costs who encodes, or decodes, it. @default 1 */
  readonly iterations?: number | undefined
}

/** Options of {@link decodeReplica}. */
export interface DecodeOptions extends ReplicaOptions {
  /** Block before the first one of the source, encoded, and its index. @default the source begins with the object */
  readonly after?: { readonly block: number; readonly bytes: Uint8Array } | undefined
}

const derive = promisify(pbkdf2)
const domain = 'subnetkit/possession/replica/1'

/**
 * Returns the key of an object at a hotkey: HMAC-like SHA-256 of a secret, the hotkey and the object's name, each preceded by its
 * length. Keep the secret: who has the key can make the replica from the plain object.
 */
export function replicaKey(secret: Uint8Array, hotkey: string, object: string): Uint8Array {
  ensureInput(secret.length === 32, 'replicaKey secret', `it has ${secret.length} bytes`, '32 secret bytes')
  const hash = createHash('sha256').update(`${domain}/key`).update(secret)
  for (const text of [hotkey, object]) hash.update(`${Buffer.byteLength(text)}:`).update(text)
  return hash.digest()
}

/**
 * Encodes an object for one hotkey, block by block of 64 KiB: each is masked by a stream of AES-256-CTR whose key comes from
 * the key, the hash of the encoded block before it, and its index. Encoding is sequential over the whole object; decoding
 * needs the key and the block before a range, nothing else. Holds one block at a time. The size stays the same.
 *
 * Proves: without the key, no leaf of one hotkey's replica can be made from another's, or from the plain object. With the key it
 * proves little: whoever keeps the hash of each block (32 bytes for 64 KiB) along with a plain copy makes any
 * block again for the price of its iterations. So a validator keeps its keys to itself.
 * Throws POSSESSION_INPUT_INVALID for a key that is not 32 bytes and iterations that are no positive integer.
 */
export async function* encodeReplica(
  source: ByteSource,
  options: ReplicaOptions,
): AsyncGenerator<Uint8Array> {
  const maskOf = masks(options)
  let [block, before] = [0, startOf(options)]
  for await (const plain of inPieces(source, blockBytes)) {
    const encoded = applyMask(plain, await maskOf(block, before))
    before = sha256(encoded)
    block += 1
    yield encoded
  }
}

/** Decodes what {@link encodeReplica} made: an object from its beginning, or a range of whole blocks with the block before it. Throws as it does. */
export async function* decodeReplica(source: ByteSource, options: DecodeOptions): AsyncGenerator<Uint8Array> {
  const { after } = options
  const maskOf = masks(options)
  let [block, before] = after ? [after.block + 1, sha256(after.bytes)] : [0, startOf(options)]
  for await (const encoded of inPieces(source, blockBytes)) {
    const plain = applyMask(encoded, await maskOf(block, before))
    before = sha256(encoded)
    block += 1
    yield plain
  }
}

function masks({ key, iterations = 1 }: ReplicaOptions) {
  ensureInput(key.length === 32, 'key of a replica', `it has ${key.length} bytes`, '32 bytes')
  ensureInput(
    Number.isSafeInteger(iterations) && iterations >= 1 && iterations < 2 ** 31,
    'iterations of a replica',
    `they are ${iterations}`,
    'an integer from 1 to 2147483647',
  )
  return (block: number, before: Uint8Array) =>
    derive(Buffer.concat([key, before]), `${domain}/${block}`, iterations, 48, 'sha256')
}

function applyMask(bytes: Uint8Array, mask: Buffer): Uint8Array {
  return createCipheriv('aes-256-ctr', mask.subarray(0, 32), mask.subarray(32)).update(bytes)
}

const startOf = ({ key }: ReplicaOptions) => sha256(Buffer.concat([Buffer.from(domain), key]))
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
