import type { SubnetError } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { LegacyAxonRules } from './axon-rules.js'
import type { LegacyClaim } from './legacy-route.js'
import type { LegacyNonceMemory } from './nonce-memory.js'
import { verifyLegacySignature } from './signature.js'

/** Proves that a claim is its sender's, once. Throws LEGACY_NOT_VERIFIED or AUTH_STORE_FULL. */
export type LegacyVerifier = (claim: LegacyClaim) => void

/** The default verification of an axon: nonce, then signature, and only then the nonce is remembered. */
export function createLegacyVerifier(options: {
  readonly hotkey: string
  readonly rules: LegacyAxonRules
  readonly nonces: LegacyNonceMemory
  /** Unix time in ns. */
  readonly now: () => bigint
}): LegacyVerifier {
  const { hotkey: receiver, rules, nonces, now } = options
  return ({ headers }) => {
    const { nonce, uuid, hotkey: sender, signature, version } = headers.dendrite
    if (sender === null) throw refused('Missing Hotkey')
    if (rules.requireSignature && uuid === null) throw refused('Missing Uuid')
    if (rules.requireSignature && signature === null) throw refused('Missing Signature')
    const time = now()
    const key = `${sender}:${uuid}`
    const reason = nonces.refuse(key, { now: time, nonce, timeoutSeconds: headers.timeoutSeconds, version })
    if (reason !== null || nonce === null) throw refused(reason ?? 'Missing Nonce')
    if (signature !== null) {
      // Python writes None for missing values.
      const parts = { nonce, sender, receiver, uuid: uuid ?? 'None', bodyHash: headers.bodyHash ?? '' }
      if (!verifyLegacySignature(parts, signature)) {
        throw refused("Signature mismatch: it is not the sender's over nonce, hotkeys, uuid and body hash")
      }
    }
    nonces.remember(key, nonce, time)
  }
}

function refused(detail: string): SubnetError {
  return transportError('LEGACY_NOT_VERIFIED', { detail })
}
