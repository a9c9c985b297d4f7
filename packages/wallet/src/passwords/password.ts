import { oneOf, parseOptions } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { checkOptions, checkPath, unlockOptions } from '../option-fields.js'
import { collapseHome, expandHome } from '../wallets/wallet-files.js'
import { filePassword } from './password-file.js'
import { decodePassword, passwordVariable } from './password-variable.js'

/** Details for a prompt. */
export interface PasswordRequest {
  /** The keyfile. */
  readonly path: string
  /** Set when the password encrypts a new file rather than opening one: ask twice then. */
  readonly purpose: 'unlock' | 'encrypt'
}

/** Asks the user; returns undefined if there is no answer. */
export type PasswordPrompt = (request: PasswordRequest) => Promise<string | undefined>

/** Sources of a password, in this order. Operating system keychains are not used. */
export interface PasswordSources {
  /** Password itself; takes precedence over all other sources. */
  readonly password?: string
  /**
   * Holds BT_WALLET_PASSWORD, BT_PW_… and BT_WALLET_PASSWORD_FILE.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** A file with the password and nothing else; takes precedence over BT_WALLET_PASSWORD_FILE. */
  readonly passwordFile?: string
  /** Prompt, used if no other source has a password. */
  readonly prompt?: PasswordPrompt
}

/** A password and its source. The password itself is behind a function, so that no dump shows it. */
export interface ResolvedPassword {
  /** Name of the source, for messages: `BT_WALLET_PASSWORD`, `the prompt`. */
  readonly source: string
  reveal(): string
}

/**
 * Finds the password of a keyfile: passed directly → BT_WALLET_PASSWORD → the file's own BT_PW_… → a password file
 * (trimmed) → the prompt. An empty value counts as unset.
 * Throws PASSWORD_MISSING if no source has it, PASSWORD_UNREADABLE for a source that exists but is broken, and
 * CONFIG_INVALID for options; those for unlocking are accepted, too.
 */
export async function resolvePassword(
  path: string,
  sources: PasswordSources = {},
  purpose: PasswordRequest['purpose'] = 'unlock',
): Promise<ResolvedPassword> {
  checkPath(path, 'resolvePassword')
  parseOptions(oneOf('unlock', 'encrypt'), purpose, 'resolvePassword purpose')
  return await findPassword(path, checkOptions(unlockOptions, sources, 'resolvePassword'), purpose)
}

/** {@link resolvePassword} from sources that are checked already. */
export async function findPassword(
  path: string,
  sources: PasswordSources,
  purpose: PasswordRequest['purpose'],
): Promise<ResolvedPassword> {
  const { password, env = process.env, prompt } = sources
  if (password) return resolved('the caller', password)
  if (env.BT_WALLET_PASSWORD) return resolved('BT_WALLET_PASSWORD', env.BT_WALLET_PASSWORD)
  // btwallet names the variable after the path as typed, the SDK 11 after the expanded one.
  for (const name of new Set([path, expandHome(path), collapseHome(path)].map(passwordVariable))) {
    const value = env[name]
    if (value) return resolved(name, decodePassword(name, value))
  }
  const file = sources.passwordFile ?? env.BT_WALLET_PASSWORD_FILE
  const read = file ? await filePassword(expandHome(file)) : ''
  if (read) return resolved(`the password file ${file}`, read)
  const answer = await prompt?.({ path, purpose })
  if (answer) return resolved('the prompt', answer)
  throw walletError('PASSWORD_MISSING', { path, purpose, variable: passwordVariable(path) })
}

const resolved = (source: string, password: string): ResolvedPassword =>
  Object.freeze({ source, reveal: () => password })
