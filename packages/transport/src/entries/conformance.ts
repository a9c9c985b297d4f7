// What our own vectors and interop runs compare byte by byte. Unstable: no promise from one version to the next.

export { authHeaders } from '../btauth/headers.js'
export { type PayloadParts, signingPayload } from '../btauth/signing-payload.js'
export { DEFAULT_ALLOWED_SKEW_MS, DEFAULT_MAX_AGE_MS } from '../btauth/verify-request.js'
export { bodyHash, fieldHash } from '../legacy/body-hash.js'
export { type ExactJson, parseExactJson, writeExactJson } from '../legacy/exact-json.js'
export { inputObjectHeaders } from '../legacy/input-objects.js'
export { buildLegacyHeaders, type LegacyHeaders, parseLegacyHeaders } from '../legacy/legacy-headers.js'
export { type LegacySender, legacyRequest } from '../legacy/legacy-request.js'
export { exactFields } from '../legacy/legacy-synapse.js'
export { type LegacyNonceState, refuseLegacyNonce } from '../legacy/nonce-rule.js'
export { pythonStr } from '../legacy/python-str.js'
export {
  type LegacySignedParts,
  legacySigningMessage,
  signLegacyRequest,
  verifyLegacySignature,
} from '../legacy/signature.js'
export {
  type AuthenticatedCall,
  type CallerSession,
  finishHandshake,
  type SessionCall,
  type StartedHandshake,
  startHandshake,
} from '../session/caller-session.js'
export { type Hello, type Welcome, welcomeSchema } from '../session/handshake.js'
export { sessionTarget } from '../session/headers.js'
export type { EphemeralKey } from '../session/keys.js'
