import { walletError } from '../errors.js'

/** The environment variable with the password of one keyfile, named after its path as given. */
export function passwordVariable(path: string): string {
  return `BT_PW_${path.replace(/[/.]/g, '_').toUpperCase()}`
}

/** Encodes a password as the official tools do for {@link passwordVariable}: obfuscated, not protected. */
export function encodePassword(variable: string, password: string): string {
  return Buffer.from(mix(Buffer.from(password), variable)).toString('base64')
}

/** The inverse of {@link encodePassword}. Throws PASSWORD_UNREADABLE for values that it cannot have produced. */
export function decodePassword(variable: string, value: string): string {
  const bytes = Buffer.from(value, 'base64')
  if (bytes.toString('base64') !== value.trim()) throw unreadable(variable, 'it is not base64')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(mix(bytes, variable))
  } catch {
    throw unreadable(variable, 'it does not decode to text; it belongs to a variable of another name')
  }
}

function mix(bytes: Uint8Array, variable: string): Uint8Array {
  const key = Buffer.from(variable)
  return Uint8Array.from(bytes, (byte, index) => byte ^ (key[index % key.length] ?? 0))
}

const unreadable = (source: string, detail: string) => walletError('PASSWORD_UNREADABLE', { source, detail })
