import { lstat } from 'node:fs/promises'
import { callback, checked, flag, optionsOf } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { cryptOptionsOf } from '../keyfile/crypt-keyfile.js'
import type { KeyfileCryptOptions } from '../keyfile/keyfile.js'
import { inspectKeyfile } from '../keyfile/read-keyfile.js'
import { writeKeyfile, writePublicKeyfile } from '../keyfile/write-keyfile.js'
import { materialOf, wipe } from '../keys/key-material.js'
import type { KeySource } from '../keys/key-source.js'
import type { KeyScheme } from '../keys/keypair.js'
import { encodeAddress } from '../keys/ss58.js'
import { bip39Generate } from '../keys/wasm.js'
import {
  checkOptions,
  cryptFields,
  newPasswordField,
  schemeField,
  sourceField,
  walletFields,
} from '../option-fields.js'
import { checkPassword } from '../passwords/password-rule.js'
import { layOut, type WalletOptions } from './wallet-files.js'

/** Source and storage of a new key. */
export interface CreateKeyOptions extends WalletOptions, KeyfileCryptOptions {
  /** Regenerates the key from this; by default, a random one is generated. */
  readonly source?: KeySource | undefined
  /**
   * Words of a new mnemonic.
   * @default 12
   */
  readonly words?: 12 | 15 | 18 | 21 | 24 | undefined
  /** @default 'sr25519' */
  readonly scheme?: KeyScheme | undefined
  /**
   * Replaces existing keyfiles: the keys in them are lost.
   * @default false
   */
  readonly overwrite?: boolean | undefined
  /** Called with a new mnemonic, once, before anything is written: the only copy outside the keyfile. */
  readonly onMnemonic?: ((mnemonic: string) => void | Promise<void>) | undefined
}

/** Options of {@link createColdkey}. */
export interface CreateColdkeyOptions extends CreateKeyOptions {
  /** Encrypts the coldkey; null stores it in plain text, so that anyone who can read the file can spend. */
  readonly password: string | null
}

/** Options of {@link createHotkey}. */
export interface CreateHotkeyOptions extends CreateKeyOptions {
  /**
   * Encrypts the hotkey. Neurons start unattended, so hotkeys are usually stored in plain text.
   * @default null
   */
  readonly password?: string | null | undefined
}

/** Options of {@link createWallet}: both keys are new. */
export interface CreateWalletOptions extends Omit<CreateColdkeyOptions, 'source' | 'onMnemonic'> {
  readonly onMnemonic?: ((mnemonic: string, key: 'coldkey' | 'hotkey') => void | Promise<void>) | undefined
}

/** A newly written key. */
export interface CreatedKey {
  readonly address: string
  readonly scheme: KeyScheme
  /** The secret keyfile. */
  readonly path: string
  /** The public keyfile beside it. */
  readonly publicPath: string
}

const wordCounts: readonly unknown[] = [12, 15, 18, 21, 24]

const newKeyFields = {
  ...walletFields,
  ...cryptFields,
  words: checked<12 | 15 | 18 | 21 | 24>(
    (value) => wordCounts.includes(value),
    'one of 12, 15, 18, 21, 24',
  ).optional(),
  scheme: schemeField(),
  overwrite: flag().optional(),
  onMnemonic: callback<(mnemonic: string) => void | Promise<void>>().optional(),
}
const coldkeyOptions = optionsOf({
  ...newKeyFields,
  source: sourceField().optional(),
  password: newPasswordField(),
})
const hotkeyOptions = optionsOf({
  ...newKeyFields,
  source: sourceField().optional(),
  password: newPasswordField().optional(),
})
const walletOptions = optionsOf({ ...newKeyFields, password: newPasswordField() })

/**
 * Creates or regenerates a coldkey with its coldkeypub.txt. An existing coldkeypub.txt is kept if it is of the same key.
 * Throws CONFIG_INVALID, WALLET_NAME_INVALID, KEY_INVALID, PASSWORD_WEAK, KEYFILE_EXISTS, KEYFILE_NOT_WRITTEN.
 */
export async function createColdkey(options: CreateColdkeyOptions): Promise<CreatedKey> {
  const given = checkOptions(coldkeyOptions, options, 'createColdkey')
  const files = layOut(given)
  return await createKey({ path: files.coldkey, publicPath: files.coldkeypub }, given.password, given)
}

/** Creates or regenerates a hotkey with its …pub.txt. Throws as {@link createColdkey}. */
export async function createHotkey(options: CreateHotkeyOptions = {}): Promise<CreatedKey> {
  const given = checkOptions(hotkeyOptions, options, 'createHotkey')
  const files = layOut(given)
  return await createKey({ path: files.hotkey, publicPath: files.hotkeypub }, given.password ?? null, given)
}

/** Creates a new coldkey and a new hotkey. Writes nothing if either exists. Throws as {@link createColdkey}. */
export async function createWallet(
  options: CreateWalletOptions,
): Promise<{ readonly coldkey: CreatedKey; readonly hotkey: CreatedKey }> {
  const given = checkOptions(walletOptions, options, 'createWallet')
  const files = layOut(given)
  if (!given.overwrite) {
    const { coldkey, coldkeypub, hotkey, hotkeypub } = files
    for (const path of [coldkey, coldkeypub, hotkey, hotkeypub]) await refuseExisting(path)
  }
  const { onMnemonic, ...shared } = given
  const coldkey = await createColdkey({ ...shared, onMnemonic: (phrase) => onMnemonic?.(phrase, 'coldkey') })
  const hotkey = await createHotkey({
    ...shared,
    password: null,
    onMnemonic: (phrase) => onMnemonic?.(phrase, 'hotkey'),
  })
  return { coldkey, hotkey }
}

async function createKey(
  { path, publicPath }: Pick<CreatedKey, 'path' | 'publicPath'>,
  password: string | null,
  options: CreateKeyOptions,
): Promise<CreatedKey> {
  const { overwrite = false, scheme = 'sr25519' } = options
  if (password !== null) checkPassword(password)
  // Checked before a mnemonic is shown and seconds are spent; the writes check again.
  if (!overwrite) await refuseExisting(path)
  const keepPublic = !overwrite && (await isPublicHalf(publicPath, options.source, scheme))
  if (!overwrite && !keepPublic) await refuseExisting(publicPath)
  const source = options.source ?? (await newSource(options))
  const key = await writeKeyfile(path, source, {
    ...cryptOptionsOf(options),
    password,
    overwrite,
    scheme,
  })
  if (!keepPublic) await writePublicKeyfile(publicPath, key, { overwrite })
  return { address: key.address, scheme, path, publicPath }
}

async function newSource({ words = 12, onMnemonic }: CreateKeyOptions): Promise<KeySource> {
  const mnemonic = bip39Generate(words)
  await onMnemonic?.(mnemonic)
  return { mnemonic }
}

/** Returns true if the file already holds the public half of the new key, as in a watch-only wallet. */
async function isPublicHalf(
  path: string,
  source: KeySource | undefined,
  scheme: KeyScheme,
): Promise<boolean> {
  if (source === undefined || !(await exists(path))) return false
  const material = materialOf(source, scheme)
  wipe(material)
  return (await inspectKeyfile(path)).address === encodeAddress(material.publicKey)
}

async function refuseExisting(path: string): Promise<void> {
  if (await exists(path)) throw walletError('KEYFILE_EXISTS', { path })
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}
