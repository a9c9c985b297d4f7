import type { KeyScheme } from '@subnetkit/wallet'
import { type HashedBody, sha256OfBody } from '../body/body-hash.js'
import { transportError } from '../errors/transport-error.js'

/** Parts of a request that a btauth/1 signature covers. */
export interface PayloadParts {
  readonly scheme: KeyScheme
  readonly method: string
  /** Path and query exactly as on the wire. */
  readonly target: string
  /** The raw body; empty for none. */
  readonly body: HashedBody
  /** Unix time in ns. */
  readonly nonce: bigint
  /** SS58 address of the sender. */
  readonly sender: string
  /** SS58 address of the receiver, null when unbound. */
  readonly receiver: string | null
}

/**
 * The text that is signed: eight lines joined by LF, no newline at the end. Throws AUTH_MALFORMED when a part holds a
 * line break, since two different requests could then read the same.
 */
export function signingPayload(parts: PayloadParts): string {
  const lines = [
    'btauth/1',
    parts.scheme,
    parts.method.toUpperCase(),
    parts.target,
    sha256OfBody(parts.body),
    parts.nonce.toString(),
    parts.sender,
    parts.receiver ?? '-',
  ]
  if (lines.some((line) => /[\r\n]/.test(line))) {
    throw transportError('AUTH_MALFORMED', { detail: 'a signed part holds a line break' })
  }
  return lines.join('\n')
}
