import type { TLSSocket } from 'node:tls'

/**
 * A SHA-256 fingerprint as 64 lower-case hex digits, with or without colons before, or the line that openssl prints;
 * null for anything else.
 */
export function readFingerprint(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const digits = value
    .trim()
    .replace(/^sha-?256 fingerprint=/i, '')
    .replaceAll(':', '')
    .toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null
}

/** Throws for a connection whose other end shows another certificate. */
export function checkFingerprint(socket: TLSSocket, expected: string): void {
  const found = readFingerprint(socket.getPeerX509Certificate()?.fingerprint256)
  if (found === expected) return
  throw new Error(`its certificate has the fingerprint ${found ?? 'of none'}, not ${expected}`)
}
