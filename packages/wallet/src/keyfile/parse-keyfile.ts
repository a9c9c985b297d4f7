import { keypairOf } from '../keys/key-material.js'
import type { KeyfileContents } from './keyfile.js'
import { readMaterial } from './read-material.js'

/**
 * Reads the plain contents of a keyfile as the newest official reader does: JSON (secretPhrase before secretSeed
 * before privateKey before ss58Address, checked against the stored address under both curves), a raw hex seed or
 * private key, or a raw mnemonic. `path` only names it in errors.
 * Throws KEYFILE_MALFORMED, KEYFILE_FOREIGN or KEYFILE_ADDRESS_MISMATCH; no message repeats what the file holds.
 */
export function parseKeyfile(data: Uint8Array | string, path = 'the keyfile'): KeyfileContents {
  const { material, ...contents } = readMaterial(data, path)
  return { ...contents, keypair: material && keypairOf(material) }
}
