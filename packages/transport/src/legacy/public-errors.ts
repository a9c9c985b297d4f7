import type { LegacyAxonRules } from './axon-rules.js'

/** Refusals that v10 also reports to its callers, and those of our own limits. */
const publicCodes: ReadonlySet<string> = new Set([
  'LEGACY_NOT_VERIFIED',
  'LEGACY_BLACKLISTED',
  'LEGACY_SYNAPSE_UNKNOWN',
  'LEGACY_TOO_SLOW',
  'AUTH_STORE_FULL',
  'CLAIM_TOO_FREQUENT',
  'MINER_CLOSING',
  'MINER_OVERLOADED',
  'TOO_MANY_HEADERS',
  'BODY_ENCODED',
  'BODY_TOO_LARGE',
  'BODY_TOO_SLOW',
])

/** Errors that v10 answers with 500 and a number. */
const explainedCodes: ReadonlySet<string> = new Set([
  'LEGACY_HEADERS_INVALID',
  'LEGACY_BODY_HASH_MISMATCH',
  'BODY_MALFORMED',
])

/** Returns true if the caller gets the reason; otherwise it gets a number that finds it in the log. */
export function isPublic(code: string, rules: LegacyAxonRules): boolean {
  return publicCodes.has(code) || (rules.explainBadRequests && explainedCodes.has(code))
}
