import { walletError } from '../errors.js'
import type { KeyScheme } from '../keys/keypair.js'
import type { KeyfileContents } from './keyfile.js'

/** The JSON of a keyfile, whose fields may be anything. */
export type Fields = Readonly<Record<string, unknown>>

/** The text of a keyfile. Throws KEYFILE_MALFORMED for bytes that are none. */
export function keyfileText(data: Uint8Array | string, path: string): string {
  if (typeof data === 'string') return data
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    throw malformed(path, 'it is not text')
  }
}

/** Undefined for text that is not JSON. The parser's own message is dropped: it quotes the file. */
export function parseFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
  } catch {
    return undefined
  }
}

/** A number or numeric text that fits a byte counts; like the newest reader, anything else is passed over. */
export function schemeOf(fields: Fields, path: string): KeyScheme {
  const { cryptoType } = fields
  const code =
    typeof cryptoType === 'string' && /^\s*\+?\d+\s*$/.test(cryptoType) ? Number(cryptoType) : cryptoType
  if (code === 0) return 'ed25519'
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code > 255 || code === 1)
    return 'sr25519'
  throw malformed(path, `its cryptoType is ${code}; known are 0 (ed25519) and 1 (sr25519)`)
}

/** Fields that some branches of the SDK 11 add to a keyfile. */
export function accountTypeOf({ accountType }: Fields): KeyfileContents['accountType'] {
  const type = typeof accountType === 'string' ? accountType.toLowerCase() : null
  return type === 'coldkey' || type === 'hotkey' ? type : null
}

/** A field, if it is text: a value of another type counts as missing. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}

export const malformed = (path: string, detail: string) => walletError('KEYFILE_MALFORMED', { path, detail })
