import { optionError } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import { readFingerprint } from '../http/fingerprint.js'
import { unsent } from './failure.js'

/** Asks the option of a client for a miner's certificate. Throws QUERY_FAILED for what is no fingerprint. */
export function fingerprintOf(
  endpoint: MinerEndpoint,
  ask: (endpoint: MinerEndpoint) => string | null,
): string | null {
  const given: unknown = ask(endpoint)
  if (given === null) return null
  const fingerprint = readFingerprint(given)
  if (fingerprint !== null) return fingerprint
  throw unsent(
    endpoint,
    optionError('createMinerClient tlsFingerprint', given, 'a SHA-256 fingerprint or null'),
  )
}
