import { walletError } from '../errors.js'
import { wipe } from '../keys/key-material.js'
import type { Keypair } from '../keys/keypair.js'
import { checkOptions, checkPath, unlockOptions } from '../option-fields.js'
import { findPassword } from '../passwords/password.js'
import { expandHome } from '../wallets/wallet-files.js'
import { cryptOptionsOf, decryptKeyfile, keyfileEncryption } from './crypt-keyfile.js'
import type { Keyfile, KeyfileSummary, UnlockOptions } from './keyfile.js'
import { parseKeyfile } from './parse-keyfile.js'
import { readMaterial } from './read-material.js'
import { readSmallFile } from './small-file.js'

/**
 * Reads a keyfile of any format and unlocks it if it is encrypted.
 * Throws KEYFILE_NOT_FOUND, KEYFILE_UNREADABLE; KEYFILE_MALFORMED, KEYFILE_FOREIGN, KEYFILE_ADDRESS_MISMATCH;
 * PASSWORD_MISSING, PASSWORD_UNREADABLE, PASSWORD_WRONG; UNLOCK_TOO_SLOW, UNLOCK_ABORTED, UNLOCK_FAILED;
 * CONFIG_INVALID for options.
 */
export async function readKeyfile(path: string, options: UnlockOptions = {}): Promise<Keyfile> {
  return await readFile(checkPath(path, 'readKeyfile'), checkOptions(unlockOptions, options, 'readKeyfile'))
}

async function readFile(path: string, options: UnlockOptions): Promise<Keyfile> {
  const data = await readKeyfileBytes(path)
  try {
    return await openKeyfileBytes(data, path, options)
  } finally {
    data.fill(0)
  }
}

/** Loads the key that signs. Throws KEYFILE_PUBLIC_ONLY if there is none, and the errors of {@link readKeyfile}. */
export async function unlockKeyfile(path: string, options: UnlockOptions = {}): Promise<Keypair> {
  return await unlockFile(
    checkPath(path, 'unlockKeyfile'),
    checkOptions(unlockOptions, options, 'unlockKeyfile'),
  )
}

/** {@link unlockKeyfile} with options that are checked already. */
export async function unlockFile(path: string, options: UnlockOptions): Promise<Keypair> {
  const { keypair, address } = await readFile(path, options)
  if (keypair === null) throw walletError('KEYFILE_PUBLIC_ONLY', { path, address })
  return keypair
}

/** Inspects a keyfile without its password. Throws as {@link readKeyfile} does, except for password errors. */
export async function inspectKeyfile(path: string): Promise<KeyfileSummary> {
  const data = await readKeyfileBytes(checkPath(path, 'inspectKeyfile'))
  try {
    const encryption = keyfileEncryption(data)
    if (encryption !== 'none') return { path, encryption, address: null, scheme: null, canSign: null }
    const { address, scheme, material } = readMaterial(data, path)
    if (material) wipe(material)
    return { path, encryption, address, scheme, canSign: material !== null }
  } finally {
    data.fill(0)
  }
}

/** The bytes as they are on disk. */
export async function readKeyfileBytes(path: string): Promise<Buffer> {
  return await readSmallFile(expandHome(path), (detail, code) =>
    code === 'ENOENT' || code === 'ENOTDIR'
      ? walletError('KEYFILE_NOT_FOUND', { path })
      : walletError('KEYFILE_UNREADABLE', { path, detail }),
  )
}

/** {@link readKeyfile} for bytes that are read already. */
export async function openKeyfileBytes(
  data: Uint8Array,
  path: string,
  options: UnlockOptions,
): Promise<Keyfile> {
  const encryption = keyfileEncryption(data)
  if (encryption === 'none') return { path, encryption, ...parseKeyfile(data, path) }
  const { source, reveal } = await findPassword(path, options, 'unlock')
  const plain = await decryptKeyfile(data, reveal(), { ...cryptOptionsOf(options), path, source })
  try {
    return { path, encryption, ...parseKeyfile(plain, path) }
  } finally {
    plain.fill(0)
  }
}
