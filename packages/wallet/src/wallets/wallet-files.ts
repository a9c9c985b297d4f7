import { homedir } from 'node:os'
import { join } from 'node:path'
import { optionsOf } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { checkOptions, walletFields } from '../option-fields.js'

/** Names a wallet. Fields left out come from BT_WALLET_NAME, BT_WALLET_HOTKEY and BT_WALLET_PATH. */
export interface WalletOptions {
  /**
   * Name of the wallet, or `wallet/hotkey` for both at once.
   * @default 'default'
   */
  readonly name?: string | undefined
  /** @default 'default' */
  readonly hotkey?: string | undefined
  /**
   * Folder that holds the wallets; a leading `~` is the home folder.
   * @default '~/.bittensor/wallets'
   */
  readonly path?: string | undefined
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Paths of the four files of a wallet and its hotkey, which need not exist. */
export interface WalletFiles {
  readonly name: string
  readonly hotkeyName: string
  /** Folder of all wallets. */
  readonly root: string
  readonly coldkey: string
  readonly coldkeypub: string
  /** Folder of the wallet's hotkeys. */
  readonly hotkeys: string
  readonly hotkey: string
  readonly hotkeypub: string
}

const DEFAULT_PATH = '~/.bittensor/wallets'
const DEFAULT_NAME = 'default'
const longestName = 128

const walletOptions = optionsOf(walletFields)

/** Checks the options that name a wallet. Throws CONFIG_INVALID. */
export const checkWallet = (options: WalletOptions, place: string): WalletOptions =>
  checkOptions(walletOptions, options, place)

/**
 * Lays out a wallet as the official tools do. Throws WALLET_NAME_INVALID for a name that would leave its folder, and
 * CONFIG_INVALID for options.
 */
export function walletFiles(options: WalletOptions = {}): WalletFiles {
  return layOut(checkWallet(options, 'walletFiles'))
}

/** {@link walletFiles} of options that are checked already. */
export function layOut(options: WalletOptions): WalletFiles {
  const env = options.env ?? process.env
  const [name, compound] = splitName(options.name ?? (env.BT_WALLET_NAME || DEFAULT_NAME))
  if (compound !== undefined && options.hotkey !== undefined && options.hotkey !== compound) {
    throw nameInvalid('the hotkey is given twice: behind the slash and on its own')
  }
  const hotkeyName = checkHotkey(compound ?? options.hotkey ?? (env.BT_WALLET_HOTKEY || DEFAULT_NAME))
  const root = rootOf(options)
  const folder = join(root, checkName(name))
  const hotkeys = join(folder, 'hotkeys')
  return {
    name,
    hotkeyName,
    root,
    coldkey: join(folder, 'coldkey'),
    coldkeypub: join(folder, 'coldkeypub.txt'),
    hotkeys,
    hotkey: join(hotkeys, hotkeyName),
    hotkeypub: join(hotkeys, `${hotkeyName}pub.txt`),
  }
}

const rootOptions = optionsOf({ path: walletFields.path, env: walletFields.env })

/** Returns the folder of all wallets. Throws CONFIG_INVALID for options. */
export function walletRoot(options: Pick<WalletOptions, 'path' | 'env'> = {}): string {
  return checkRoot(options, 'walletRoot')
}

/** {@link walletRoot} for the function at `place`. */
export function checkRoot(options: Pick<WalletOptions, 'path' | 'env'>, place: string): string {
  return rootOf(checkOptions(rootOptions, options, place))
}

function rootOf({ path, env = process.env }: Pick<WalletOptions, 'path' | 'env'>): string {
  return expandHome(path ?? (env.BT_WALLET_PATH || DEFAULT_PATH))
}

/** A path whose leading `~` is the home folder, as shells read it. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
}

/** The inverse of {@link expandHome}. */
export function collapseHome(path: string): string {
  const home = `${homedir()}/`
  return path.startsWith(home) ? `~/${path.slice(home.length)}` : path
}

/** Returns true for a file among hotkeys that is not one: public halves, locks, remains of an interrupted write. */
export function isHotkeyName(name: string): boolean {
  return !/(pub\.txt|\.lock|\.tmp)$/.test(name) && !name.startsWith('.')
}

function splitName(name: string): [name: string, hotkey?: string] {
  const parts = name.split('/')
  if (parts.length > 2) throw nameInvalid('it has more than one slash; use wallet/hotkey')
  const [wallet = '', hotkey] = parts
  return hotkey === undefined ? [wallet] : [wallet, hotkey]
}

function checkHotkey(name: string): string {
  if (!isHotkeyName(name)) {
    throw nameInvalid('a hotkey must not start with a dot or end in pub.txt, .lock or .tmp')
  }
  return checkName(name)
}

function checkName(name: string): string {
  if (name === '') throw nameInvalid('it is empty')
  if (name.length > longestName) throw nameInvalid(`it has more than ${longestName} characters`)
  if (name === '.' || name === '..') throw nameInvalid('it points outside the wallet path')
  // A backslash separates folders on Windows; control characters deceive in listings.
  if (/[/\\\p{Cc}]/u.test(name)) throw nameInvalid('it contains a slash, a backslash or a control character')
  return name
}

const nameInvalid = (detail: string) => walletError('WALLET_NAME_INVALID', { detail })
