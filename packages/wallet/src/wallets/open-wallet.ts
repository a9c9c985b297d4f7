import { isSubnetError } from '@subnetkit/base'
import type { KeyfileSummary } from '../keyfile/keyfile.js'
import { inspectKeyfile } from '../keyfile/read-keyfile.js'
import { checkWallet, layOut, type WalletFiles, type WalletOptions } from './wallet-files.js'

/** One key of a wallet, as far as its files show it without a password. */
export interface WalletKey {
  /** From the public file, else from a plain secret file; null if neither has it. */
  readonly address: string | null
  /** The secret keyfile; null if there is none, as in a watch-only wallet. */
  readonly secret: KeyfileSummary | null
}

/** A wallet on disk. Holds no secret: keys are loaded by loadHotkey and loadColdkey. */
export interface Wallet {
  readonly name: string
  readonly hotkeyName: string
  readonly files: WalletFiles
  readonly coldkey: WalletKey
  readonly hotkey: WalletKey
}

/**
 * Reads a wallet and one of its hotkeys. Missing parts are null, so that a wallet that does not exist yet can be opened.
 * Throws CONFIG_INVALID, WALLET_NAME_INVALID, and KEYFILE_UNREADABLE, KEYFILE_MALFORMED, … for a file that exists but is broken.
 */
export async function openWallet(options: WalletOptions = {}): Promise<Wallet> {
  const files = layOut(checkWallet(options, 'openWallet'))
  return {
    name: files.name,
    hotkeyName: files.hotkeyName,
    files,
    coldkey: await lookAt(files.coldkey, files.coldkeypub),
    hotkey: await lookAt(files.hotkey, files.hotkeypub),
  }
}

/** One key by its secret and its public file. */
export async function lookAt(path: string, publicPath: string): Promise<WalletKey> {
  const secret = await ifThere(path)
  const address = (await ifThere(publicPath))?.address ?? secret?.address ?? null
  return { address, secret }
}

async function ifThere(path: string): Promise<KeyfileSummary | null> {
  try {
    return await inspectKeyfile(path)
  } catch (error) {
    if (isSubnetError(error, 'KEYFILE_NOT_FOUND')) return null
    throw error
  }
}
