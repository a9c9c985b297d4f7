import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { codeOf } from '../keyfile/small-file.js'
import { lookAt, type WalletKey } from './open-wallet.js'
import { checkRoot, isHotkeyName, type WalletOptions } from './wallet-files.js'

/** One key in a list: like {@link WalletKey}, with the problem of its file instead of a failure of the whole list. */
export interface ListedKey extends WalletKey {
  readonly name: string
  readonly problem: SubnetError | null
}

/** One wallet in a list. */
export interface ListedWallet {
  readonly name: string
  readonly coldkey: ListedKey
  /** By name. */
  readonly hotkeys: readonly ListedKey[]
}

/**
 * Lists all wallets of a folder by name; empty if the folder does not exist. A broken file is reported in its place.
 * Throws KEYFILE_UNREADABLE for a folder that cannot be read, and CONFIG_INVALID for options.
 */
export async function listWallets(
  options: Pick<WalletOptions, 'path' | 'env'> = {},
): Promise<readonly ListedWallet[]> {
  const root = checkRoot(options, 'listWallets')
  const wallets: ListedWallet[] = []
  for (const name of await namesIn(root, 'folders')) wallets.push(await listWallet(root, name))
  return wallets
}

async function listWallet(root: string, name: string): Promise<ListedWallet> {
  const folder = join(root, name)
  const coldkey = await listKey(name, join(folder, 'coldkey'), join(folder, 'coldkeypub.txt'))
  const hotkeys: ListedKey[] = []
  for (const hotkey of hotkeyNames(await namesIn(join(folder, 'hotkeys'), 'files'))) {
    const path = join(folder, 'hotkeys', hotkey)
    hotkeys.push(await listKey(hotkey, path, `${path}pub.txt`))
  }
  return { name, coldkey, hotkeys }
}

/** Names by their secret files, and those with a public half only. */
function hotkeyNames(files: readonly string[]): readonly string[] {
  const names = files
    .map((file) => file.replace(/pub\.txt$/, ''))
    .filter((name) => name !== '' && isHotkeyName(name))
  return [...new Set(names)].sort()
}

async function listKey(name: string, path: string, publicPath: string): Promise<ListedKey> {
  try {
    return { name, problem: null, ...(await lookAt(path, publicPath)) }
  } catch (error) {
    if (!isSubnetError(error)) throw error
    return { name, problem: error, address: null, secret: null }
  }
}

async function namesIn(folder: string, kind: 'folders' | 'files'): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    // A link can be a file or a folder; its target shows when it is read.
    const wanted = entries.filter((entry) =>
      kind === 'folders' ? !entry.isFile() && !entry.name.startsWith('.') : !entry.isDirectory(),
    )
    return wanted.map(({ name }) => name).sort()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw walletError('KEYFILE_UNREADABLE', { path: folder, detail: code ?? 'it could not be opened' })
  }
}
