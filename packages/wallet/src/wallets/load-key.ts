import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { optionsOf, text } from '@subnetkit/base'
import { walletError } from '../errors.js'
import type { UnlockOptions } from '../keyfile/keyfile.js'
import { inspectKeyfile, openKeyfileBytes, readKeyfileBytes, unlockFile } from '../keyfile/read-keyfile.js'
import type { Keypair } from '../keys/keypair.js'
import { checkOptions, unlockFields, walletFields } from '../option-fields.js'
import { expandHome, layOut, type WalletOptions } from './wallet-files.js'

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
  refuseName(path, path)
  const data = await readKeyfileBytes(path)
  try {
    const real = await realpath(expandHome(path))
    refuseName(real, path)
    const wallets = walletsAround(real, expandHome(path))
    for (const wallet of wallets) await refuseCopy(data, join(wallet, 'coldkey'), path)
    const { keypair, address, accountType } = await openKeyfileBytes(data, path, given)
    if (accountType === 'coldkey') throw refused(path, 'the file says so')
    for (const wallet of wallets) await refuseAddress(address, wallet, path)
    if (keypair === null) throw walletError('KEYFILE_PUBLIC_ONLY', { path, address })
    return keypair
  } finally {
    data.fill(0)
  }
}

function refuseName(real: string, path: string): void {
  const name = basename(real)
  if (name === 'coldkey' || name === 'coldkeypub.txt') throw refused(path, `its file is named ${name}`)
}

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
