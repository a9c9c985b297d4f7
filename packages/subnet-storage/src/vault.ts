import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  blockBytes,
  createPossessionMac,
  inPieces,
  leafBytes,
  leavesOf,
  tagsLength,
} from '@subnetkit/possession'
import { Bytes } from 'subnetkit'
import { writeWhole } from './write-whole.js'

/** Secret of a validator, and what follows from it. It stays in the folder of the validator: miners could make data again with it. */
export interface Vault {
  readonly secret: Uint8Array
  /** Public name of the validator's catalogue: a hash of the secret. */
  readonly name: string
}

/** Opens the secret of a folder; the first time it makes one. */
export async function openVault(directory: string): Promise<Vault> {
  const path = join(directory, 'secret')
  const read = () => readFile(path, 'utf8').catch(() => undefined)
  if ((await read()) === undefined) {
    await mkdir(directory, { recursive: true })
    await writeWhole(path, randomBytes(32).toString('hex'), { overwrite: false })
  }
  const text = await read()
  if (text === undefined || !/^[0-9a-f]{64}$/.test(text)) {
    throw new Error(
      `${path} holds no secret; restore it from a backup: without it no stored object can be read or audited`,
    )
  }
  return vaultOf(Buffer.from(text, 'hex'))
}

/** Vault of a secret. */
export const vaultOf = (secret: Uint8Array): Vault => ({
  secret,
  name: createHash('sha256').update('storage/name').update(secret).digest('hex'),
})

/** Key of one use of the secret. */
export function keyOf({ secret }: Vault, ...uses: readonly string[]): Uint8Array {
  return createHmac('sha256', secret).update(JSON.stringify(uses)).digest()
}

/** Filler of a hotkey: random to everyone else, and of no other hotkey, so that it must be kept to be proven. Yields blocks. */
export async function* fillerOf(
  vault: Vault,
  hotkey: string,
  index: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  const cipher = createCipheriv(
    'aes-256-ctr',
    keyOf(vault, 'filler', hotkey, String(index)),
    Buffer.alloc(16),
  )
  const zeros = new Uint8Array(blockBytes)
  for (let left = size; left > 0; left -= blockBytes)
    yield cipher.update(zeros.subarray(0, Math.min(left, blockBytes)))
}

/** Authentication of an object's leaves, for deep audits. */
export const macOf = (vault: Vault, object: string) => createPossessionMac(keyOf(vault, 'mac', object))

/** Tags of an object, made as they are read. */
export function tagsOf(
  vault: Vault,
  object: string,
  size: number,
  content: () => AsyncIterable<Uint8Array>,
): Bytes {
  async function* chunks() {
    const mac = macOf(vault, object)
    let index = 0
    let tags: Uint8Array[] = []
    for await (const leaf of inPieces(content(), leafBytes)) {
      tags.push(mac.tag(index, leaf))
      index += 1
      if (index % 1_024 !== 0 && index < leavesOf(size)) continue
      yield Buffer.concat(tags)
      tags = []
    }
  }
  return new Bytes({ size: tagsLength(size), chunks })
}
