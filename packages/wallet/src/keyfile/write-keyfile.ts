import { keypairOf, materialOf, wipe } from '../keys/key-material.js'
import type { KeySource } from '../keys/key-source.js'
import type { Keypair, KeyScheme } from '../keys/keypair.js'
import { checkPassword } from '../passwords/password-rule.js'
import { expandHome } from '../wallets/wallet-files.js'
import { encryptKeyfile } from './crypt-keyfile.js'
import { formatPublic, formatSecret } from './format-keyfile.js'
import type { KeyfileCryptOptions } from './keyfile.js'
import { writeSecretFile } from './write-file.js'

/** Options for writing a keyfile. */
export interface WriteKeyfileOptions extends KeyfileCryptOptions {
  /** Encrypts the file (`$NACL`); null leaves it in plain text. */
  readonly password: string | null
  /**
   * Replaces an existing file.
   * @default false
   */
  readonly overwrite?: boolean | undefined
  /** @default 'sr25519' */
  readonly scheme?: KeyScheme | undefined
}

/**
 * Writes the key of `source` as the official tools do: atomically, 0600, folders 0700. Checks the password first.
 * Throws KEY_INVALID, PASSWORD_WEAK, KEYFILE_EXISTS, KEYFILE_NOT_WRITTEN, and the errors of encryption.
 */
export async function writeKeyfile(
  path: string,
  source: KeySource,
  options: WriteKeyfileOptions,
): Promise<Keypair> {
  const { password, overwrite = false, scheme = 'sr25519' } = options
  if (password !== null) checkPassword(password)
  const material = materialOf(source, scheme)
  const plain = formatSecret(material)
  try {
    const data = password === null ? plain : await encryptKeyfile(plain, password, { ...options, path })
    await writeSecretFile(expandHome(path), data, { overwrite })
    return keypairOf({ ...material, secretKey: Uint8Array.from(material.secretKey) })
  } finally {
    plain.fill(0)
    wipe(material)
  }
}

/** Writes the public half of a key. Throws KEYFILE_EXISTS and KEYFILE_NOT_WRITTEN. */
export async function writePublicKeyfile(
  path: string,
  key: Pick<Keypair, 'publicKey' | 'scheme'>,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  await writeSecretFile(expandHome(path), formatPublic(key), { overwrite: options.overwrite ?? false })
}
