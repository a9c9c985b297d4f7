import { isSubnetError } from '@subnetkit/base'
import { decodeAddress, isSmallOrderKey, type KeyScheme } from '@subnetkit/wallet'
import { transportError } from '../errors/transport-error.js'
import { type AuthHeader, authHeaders, type HeaderPairs } from './headers.js'

const roles = new Map(
  Object.entries(authHeaders).map(([role, name]) => [name.toLowerCase(), role as AuthHeader] as const),
)

/** The six headers by role. Throws AUTH_MALFORMED for a header that came twice. */
export function pickAuthHeaders(headers: HeaderPairs): Partial<Record<AuthHeader, string>> {
  const found: Partial<Record<AuthHeader, string>> = {}
  for (const [name, value] of headers) {
    const role = roles.get(name.toLowerCase())
    if (!role) continue
    if (found[role] !== undefined) malformed(`${authHeaders[role]} is sent more than once`)
    found[role] = value
  }
  return found
}

/** Names and numeric codes by which senders call the schemes. */
const schemeNames = new Map<string, KeyScheme>([
  ['sr25519', 'sr25519'],
  ['ed25519', 'ed25519'],
  ['0', 'ed25519'],
  ['1', 'sr25519'],
])

export function readVersion(version: string | undefined): void {
  if (version !== '1') malformed(`${authHeaders.version} must be 1`)
}

export function readHotkey(hotkey: string | undefined): string {
  return hotkey || malformed(`${authHeaders.hotkey} is missing`)
}

export function readNonce(nonce: string | undefined): bigint {
  if (nonce === undefined || !/^[0-9]+$/.test(nonce)) malformed(`${authHeaders.nonce} must be decimal digits`)
  return BigInt(nonce)
}

/** Left out means sr25519; names are taken in any case, and by their numeric codes. */
export function readScheme(crypto: string | undefined): KeyScheme {
  if (crypto === undefined) return 'sr25519'
  return (
    schemeNames.get(crypto.trim().toLowerCase()) ?? malformed(`${authHeaders.crypto} names an unknown scheme`)
  )
}

/** Bytes of the signature header, of any length. */
export function readSignature(signature: string | undefined): Uint8Array {
  const digits = signature?.replace(/^0x/, '')
  if (!digits || !/^(?:[0-9a-fA-F]{2})+$/.test(digits)) malformed(`${authHeaders.signature} must be hex`)
  return Buffer.from(digits, 'hex')
}

/** Public key of the sender. Throws AUTH_MALFORMED for one of small order too: anybody can sign for it. */
export function readPublicKey(hotkey: string): Uint8Array {
  const publicKey = decodeHotkey(hotkey)
  if (isSmallOrderKey(publicKey)) malformed(`${authHeaders.hotkey}: nobody holds the key of ${hotkey}`)
  return publicKey
}

function decodeHotkey(hotkey: string): Uint8Array {
  try {
    return decodeAddress(hotkey)
  } catch (error) {
    if (!isSubnetError(error, 'ADDRESS_INVALID')) throw error
    return malformed(`${authHeaders.hotkey}: ${error.message}`)
  }
}

export function malformed(detail: string): never {
  throw transportError('AUTH_MALFORMED', { detail })
}
