import type { KeyMaterial } from '../keys/key-material.js'
import type { Keypair } from '../keys/keypair.js'
import { compactPrivateKey } from '../keys/private-key.js'
import { encodeAddress } from '../keys/ss58.js'

/** The secret keyfile of a key: one line that btwallet 4 and the SDK 11 read. */
export function formatSecret(material: KeyMaterial): Uint8Array {
  const { scheme, secretKey, seed, phrase } = material
  const native = scheme === 'sr25519' ? compactPrivateKey(secretKey) : secretKey
  const { accountId, publicKey, ss58Address, ...curve } = publicFields(material)
  return line({
    accountId,
    publicKey,
    privateKey: hex(native),
    ...(phrase === null ? {} : { secretPhrase: phrase }),
    ...(seed === null ? {} : { secretSeed: hex(seed) }),
    ss58Address,
    ...curve,
  })
}

/** The public keyfile of a key. */
export function formatPublic(key: Pick<Keypair, 'publicKey' | 'scheme'>): Uint8Array {
  return line(publicFields(key))
}

function publicFields({ publicKey, scheme }: Pick<Keypair, 'publicKey' | 'scheme'>) {
  return {
    accountId: hex(publicKey),
    publicKey: hex(publicKey),
    ss58Address: encodeAddress(publicKey),
    // btwallet 4 refuses a whole file for one number in it. It reads sr25519 only, where the number can be left out;
    // an ed25519 file it must refuse, or it would make another key from the same words.
    ...(scheme === 'ed25519' ? { cryptoType: 0 } : {}),
  }
}

const line = (fields: Readonly<Record<string, string | number>>) => Buffer.from(JSON.stringify(fields))
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
