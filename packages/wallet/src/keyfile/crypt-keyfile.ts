import { optionsOf, text } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { checkBytes, checkOptions, checkText, cryptFields } from '../option-fields.js'
import { ansible, ansibleMagic } from './ansible.js'
import type { Envelope } from './envelope.js'
import { fernet, fernetMagic } from './fernet.js'
import type { KeyfileCryptOptions, KeyfileEncryption } from './keyfile.js'
import { withinLimits } from './limits.js'
import { nacl, naclMagic, sealNacl } from './nacl.js'

/** Further options of {@link decryptKeyfile}. */
export interface DecryptOptions extends KeyfileCryptOptions {
  /**
   * Names the file in errors.
   * @default 'the keyfile'
   */
  readonly path?: string | undefined
  /**
   * Names the origin of the password in errors.
   * @default 'the caller'
   */
  readonly source?: string | undefined
}

const envelopes: Readonly<Record<Exclude<KeyfileEncryption, 'none'>, readonly [magic: string, Envelope]>> = {
  nacl: [naclMagic, nacl],
  ansible: [ansibleMagic, ansible],
  fernet: [fernetMagic, fernet],
}

const decryptOptions = optionsOf({
  ...cryptFields,
  path: text('the path of a file').optional(),
  source: text('the name of a source').optional(),
})

/** Checks what all functions on encrypted keyfiles take; the password is never repeated. Throws CONFIG_INVALID. */
function check(place: string, data: Uint8Array, password: string, options: DecryptOptions): DecryptOptions {
  checkBytes(data, `${place} bytes`)
  checkText(password, `${place} password`)
  return checkOptions(decryptOptions, options, place)
}

/** The options of key derivation among others. */
export const cryptOptionsOf = ({
  onProgress,
  signal,
  deadlineMs,
}: KeyfileCryptOptions): KeyfileCryptOptions => ({
  ...(onProgress && { onProgress }),
  ...(signal && { signal }),
  ...(deadlineMs !== undefined && { deadlineMs }),
})

/** Detects the encryption of a keyfile by its first bytes. */
export function keyfileEncryption(data: Uint8Array): KeyfileEncryption {
  const start = Buffer.from(data.subarray(0, 16)).toString('latin1')
  for (const format of ['nacl', 'ansible', 'fernet'] as const) {
    if (start.startsWith(envelopes[format][0])) return format
  }
  return 'none'
}

/**
 * The key that a password gives for an encrypted keyfile (nacl and fernet: 32 bytes, ansible: 80), derived off the
 * main thread: Argon2i takes seconds and 512 MiB, one derivation at a time in the process.
 * Throws KEYFILE_MALFORMED, PASSWORD_WRONG for an empty one, UNLOCK_TOO_SLOW, UNLOCK_ABORTED and UNLOCK_FAILED.
 */
export async function deriveKeyfileKey(
  data: Uint8Array,
  password: string,
  options: DecryptOptions = {},
): Promise<Uint8Array> {
  const given = check('deriveKeyfileKey', data, password, options)
  const { path = 'the keyfile', source = 'the caller' } = given
  const envelope = envelopeOf(data, path)
  // No official tool accepts an empty password, and neither does the thread's Argon2.
  if (password === '') throw walletError('PASSWORD_WRONG', { path, source })
  return await withPassword(password, (bytes) =>
    withinLimits(path, given, (stages) => envelope.deriveKey(data, bytes, stages)),
  )
}

/**
 * The plain contents of an encrypted keyfile: wipe them after use.
 * Throws PASSWORD_WRONG, and all that {@link deriveKeyfileKey} throws.
 */
export async function decryptKeyfile(
  data: Uint8Array,
  password: string,
  options: DecryptOptions = {},
): Promise<Uint8Array> {
  const given = check('decryptKeyfile', data, password, options)
  const { path = 'the keyfile', source = 'the caller' } = given
  const envelope = envelopeOf(data, path)
  if (password === '') throw walletError('PASSWORD_WRONG', { path, source })
  return await withPassword(password, (bytes) =>
    withinLimits(path, given, async (stages) => {
      const key = await envelope.deriveKey(data, bytes, stages)
      stages.begin('opening')
      const plain = await envelope.open(data, key).finally(() => key.fill(0))
      if (!plain) throw walletError('PASSWORD_WRONG', { path, source })
      return plain
    }),
  )
}

/** Seals plain contents as all current tools do (`$NACL`). Only an empty password is PASSWORD_WEAK here. */
export async function encryptKeyfile(
  plain: Uint8Array,
  password: string,
  options: DecryptOptions = {},
): Promise<Uint8Array> {
  const given = check('encryptKeyfile', plain, password, options)
  const { path = 'the keyfile' } = given
  if (password === '') throw walletError('PASSWORD_WEAK', { detail: 'it is empty' })
  return await withPassword(password, (bytes) =>
    withinLimits(path, given, async (stages) => {
      const key = await nacl.deriveKey(plain, bytes, stages)
      return await sealNacl(plain, key).finally(() => key.fill(0))
    }),
  )
}

function envelopeOf(data: Uint8Array, path: string): Envelope {
  const format = keyfileEncryption(data)
  if (format === 'none') throw walletError('KEYFILE_MALFORMED', { path, detail: 'it is not encrypted' })
  const [, envelope] = envelopes[format]
  const detail = envelope.check(data)
  if (detail !== null) throw walletError('KEYFILE_MALFORMED', { path, detail })
  return envelope
}

async function withPassword<T>(password: string, work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  const bytes = Buffer.from(password)
  try {
    return await work(bytes)
  } finally {
    bytes.fill(0)
  }
}
