import { callback, checked, made, milliseconds, oneOf, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { z } from 'zod'
import type { KeySource } from './keys/key-source.js'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Checks options against their schema and drops those that are undefined. Throws CONFIG_INVALID, which never repeats a
 * secret.
 */
export function checkOptions<T>(schema: z.ZodType, options: T, place: string): T {
  return parseOptions(schema, options, place) as T
}

/** Checks the path of a file. Throws CONFIG_INVALID. */
export const checkPath = (path: string, place: string): string =>
  parseOptions(text('the path of a file'), path, `${place} path`)

/** Checks that bytes are bytes. Throws CONFIG_INVALID. */
export const checkBytes = (bytes: Uint8Array, place: string): Uint8Array =>
  parseOptions(checked<Uint8Array>(isBytes, 'a Uint8Array'), bytes, place)

/** Checks a text that may be empty. Throws CONFIG_INVALID without repeating what was given. */
export const checkText = (given: string, place: string): string =>
  parseOptions(anyText('a string'), given, place)

/** Checks the shape of a key's source, not its secret. Throws CONFIG_INVALID. */
export const checkSource = (source: KeySource, place: string): KeySource =>
  parseOptions(sourceField(), source, `${place} source`)

const anyText = (expected: string) => checked<string>((value) => typeof value === 'string', expected)

export const schemeField = () => oneOf('sr25519', 'ed25519').optional()

export const sourceField = () =>
  checked<KeySource>(isSource, 'one of { mnemonic, mnemonicPassword }, { seed }, { privateKey } and { uri }')

/** Password of a new keyfile. */
export const newPasswordField = () => anyText('a text, or null for a keyfile in plain text').nullable()

const envField = () => checked<Environment>(isPlainObject, 'an object of environment variables').optional()

/** Fields of WalletOptions. The rules for names have an error of their own. */
export const walletFields = {
  name: anyText('the name of a wallet').optional(),
  hotkey: anyText('the name of a hotkey').optional(),
  path: text('the path of a folder').optional(),
  env: envField(),
}

/** Fields of KeyfileCryptOptions. */
export const cryptFields = {
  onProgress: callback().optional(),
  signal: made<AbortSignal>('an AbortSignal', 'addEventListener', 'throwIfAborted').optional(),
  deadlineMs: milliseconds().optional(),
}

/** Fields of UnlockOptions. */
export const unlockFields = {
  ...cryptFields,
  password: anyText('a string').optional(),
  env: envField(),
  passwordFile: anyText('the path of a file').optional(),
  prompt: callback().optional(),
}

export const unlockOptions = optionsOf(unlockFields)

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns true for bytes of another realm as well. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}

const sourceNames = ['mnemonic', 'seed', 'privateKey', 'uri']

function isSource(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  const [main, ...others] = entries.map(([name]) => name).filter((name) => name !== 'mnemonicPassword')
  const hasPassword = value.mnemonicPassword !== undefined
  return (
    main !== undefined &&
    others.length === 0 &&
    sourceNames.includes(main) &&
    (!hasPassword || main === 'mnemonic') &&
    entries.every(([, part]) => typeof part === 'string')
  )
}
