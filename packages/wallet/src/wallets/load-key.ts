import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { optionsOf, text } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { keyfileEncryption } from '../keyfile/crypt-keyfile.js'
import type { UnlockOptions } from '../keyfile/keyfile.js'
import { inspectKeyfile, openKeyfileBytes, readKeyfileBytes, unlockFile } from '../keyfile/read-keyfile.js'
import type { Keypair } from '../keys/keypair.js'
import { checkOptions, unlockFields, walletFields } from '../option-fields.js'
import { checkWallet, expandHome, layOut, type WalletOptions } from './wallet-files.js'

/** Options of {@link loadColdkey}. */
export interface LoadKeyOptions extends WalletOptions, UnlockOptions {}

/** Options of {@link loadHotkey}. */
export interface LoadHotkeyOptions extends LoadKeyOptions {
  /** Path of the keyfile, for a neuron that has only its hotkey: name, hotkey and path are ignored. */
  readonly file?: string | undefined
}

const coldkeyOptions = optionsOf({ ...walletFields, ...unlockFields })
const hotkeyOptions = optionsOf({
  ...walletFields,
  ...unlockFields,
  file: text('the path of a file').optional(),
})

/**
 * Loads the coldkey of a wallet, for a user at a command line; a neuron uses {@link loadHotkey}.
 * Throws CONFIG_INVALID, WALLET_NAME_INVALID and the errors of {@link unlockKeyfile}.
 */
export async function loadColdkey(options: LoadKeyOptions = {}): Promise<Keypair> {
  const given = checkOptions(coldkeyOptions, options, 'loadColdkey')
  return await unlockFile(layOut(given).coldkey, given)
}

/**
 * Loads the hotkey of a neuron. Throws COLDKEY_REFUSED for a coldkey under any name: detected by its file, its bytes,
 * the address of its wallet or the kind that the file declares. Throws the errors of {@link unlockKeyfile}, too.
 */
export async function loadHotkey(options: LoadHotkeyOptions = {}): Promise<Keypair> {
  const given = checkOptions(hotkeyOptions, options, 'loadHotkey')
  const path = given.file ?? layOut(given).hotkey
  const { data, wallets } = await readHotkeyBytes(path)
  try {
    const { keypair, address, accountType } = await openKeyfileBytes(data, path, given)
    if (accountType === 'coldkey') throw refused(path, 'the file says so')
    for (const wallet of wallets) await refuseAddress(address, wallet, path)
    if (keypair === null) throw walletError('KEYFILE_PUBLIC_ONLY', { path, address })
    return keypair
  } finally {
    data.fill(0)
  }
}

/**
 * Refuses a hotkey of a wallet that is known as a coldkey without its password. Throws COLDKEY_REFUSED, CONFIG_INVALID,
 * WALLET_NAME_INVALID, and the errors of a keyfile that cannot be read.
 */
export async function refuseColdkey(options: WalletOptions = {}): Promise<void> {
  const path = layOut(checkWallet(options, 'refuseColdkey')).hotkey
  const { data, wallets } = await readHotkeyBytes(path)
  data.fill(0)
  const { address } = await inspectKeyfile(path)
  if (address === null) return
  for (const wallet of wallets) await refuseAddress(address, wallet, path)
}

/** Reads the file of a hotkey; refuses what needs no password to be known as a coldkey. */
async function readHotkeyBytes(path: string) {
  refuseName(path, path)
  const data = await readKeyfileBytes(path)
  try {
    const expanded = expandHome(path)
    const real = await realpath(expanded)
    refuseName(real, path)
    const wallets = walletsAround(real, expanded)
    for (const wallet of await neighborsOf(wallets)) await refuseCopy(data, join(wallet, 'coldkey'), path)
    // An encrypted file hides its address; its public half may be beside it.
    for (const file of new Set([real, expanded])) {
      const known = await ifThere(inspectKeyfile(`${file}pub.txt`))
      if (known?.address) for (const wallet of wallets) await refuseAddress(known.address, wallet, path)
    }
    await refuseBesideColdkeypub(data, expanded, path)
    return { data, wallets }
  } catch (error) {
    data.fill(0)
    throw error
  }
}

/** The same wallets, and those beside them: a coldkey may be copied from one wallet to another. */
async function neighborsOf(wallets: readonly string[]): Promise<readonly string[]> {
  const roots = new Set(wallets.filter((wallet) => wallets.includes(join(wallet, 'hotkeys'))).map(dirname))
  const found = [...wallets]
  for (const root of roots) {
    const names = (await ifThere(readdir(root))) ?? []
    for (const name of names.slice(0, mostNeighbors)) found.push(join(root, name))
  }
  return [...new Set(found)]
}

/** Among hotkeys, an encrypted key without a public half of its own beside a `coldkeypub.txt` came with it. */
async function refuseBesideColdkeypub(data: Buffer, expanded: string, path: string): Promise<void> {
  const folder = dirname(expanded)
  if (basename(folder) !== 'hotkeys' || keyfileEncryption(data) === 'none') return
  if (await ifThere(inspectKeyfile(`${expanded}pub.txt`))) return
  const known = await ifThere(inspectKeyfile(join(folder, 'coldkeypub.txt')))
  if (known) throw refused(path, `it lies beside ${join(folder, 'coldkeypub.txt')}, without a hotkeypub file`)
}

function refuseName(real: string, path: string): void {
  const name = basename(real)
  if (name === 'coldkey' || name === 'coldkeypub.txt') throw refused(path, `its file is named ${name}`)
}

/** Wallets beside one whose coldkeys are compared. */
const mostNeighbors = 100

/** Possible wallet folders of a key: hotkeys are one level deeper. */
function walletsAround(...paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap((path) => [dirname(path), dirname(dirname(path))]))]
}

async function refuseCopy(data: Buffer, coldkey: string, path: string): Promise<void> {
  const other = await ifThere(readKeyfileBytes(coldkey))
  if (other?.equals(data)) throw refused(path, `it is a copy of ${coldkey}`)
}

async function refuseAddress(address: string, wallet: string, path: string): Promise<void> {
  for (const name of ['coldkeypub.txt', 'coldkey']) {
    const known = await ifThere(inspectKeyfile(join(wallet, name)))
    if (known?.address === address) throw refused(path, `${address} is the coldkey of ${wallet}`)
  }
}

/** Undefined for a file that cannot be read: what matters here is only whether it is the same key. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch(() => undefined)
}

const refused = (path: string, detail: string) => walletError('COLDKEY_REFUSED', { path, detail })
