import { flag, optionsOf } from '@subnetkit/base'
import { keypairOf, materialOf, wipe } from '../keys/key-material.js'
import type { KeySource } from '../keys/key-source.js'
import type { Keypair, KeyScheme } from '../keys/keypair.js'
import {
  checkOptions,
  checkPath,
  checkSource,
  cryptFields,
  newPasswordField,
  schemeField,
} from '../option-fields.js'
import { checkPassword } from '../passwords/password-rule.js'
import { expandHome } from '../wallets/wallet-files.js'
import { cryptOptionsOf, encryptKeyfile } from './crypt-keyfile.js'
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

const writeOptions = optionsOf({
  ...cryptFields,
  password: newPasswordField(),
  overwrite: flag().optional(),
  scheme: schemeField(),
})
const writePublicOptions = optionsOf({ overwrite: flag().optional() })

/**
 * Writes the key of `source` as the official tools do: atomically, 0600, folders 0700. Checks the password first.
 * Throws CONFIG_INVALID, KEY_INVALID, PASSWORD_WEAK, KEYFILE_EXISTS, KEYFILE_NOT_WRITTEN, and the errors of
 * encryption.
 */
export async function writeKeyfile(
  path: string,
  source: KeySource,
  options: WriteKeyfileOptions,
): Promise<Keypair> {
  const given = checkOptions(writeOptions, options, 'writeKeyfile')
  const { password, overwrite = false, scheme = 'sr25519' } = given
  checkPath(path, 'writeKeyfile')
  checkSource(source, 'writeKeyfile')
  if (password !== null) checkPassword(password)
  const material = materialOf(source, scheme)
  const plain = formatSecret(material)
  try {
    const limits = { ...cryptOptionsOf(given), path }
    const data = password === null ? plain : await encryptKeyfile(plain, password, limits)
    await writeSecretFile(expandHome(path), data, { overwrite })
    return keypairOf({ ...material, secretKey: Uint8Array.from(material.secretKey) })
  } finally {
    plain.fill(0)
    wipe(material)
  }
}

/** Writes the public half of a key. Throws CONFIG_INVALID, KEYFILE_EXISTS and KEYFILE_NOT_WRITTEN. */
export async function writePublicKeyfile(
  path: string,
  key: Pick<Keypair, 'publicKey' | 'scheme'>,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  const { overwrite = false } = checkOptions(writePublicOptions, options, 'writePublicKeyfile')
  checkPath(path, 'writePublicKeyfile')
  await writeSecretFile(expandHome(path), formatPublic(key), { overwrite })
}
