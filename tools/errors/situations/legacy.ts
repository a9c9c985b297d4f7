import type { Situation } from './situation.js'

export const legacy: Situation = {
  title: 'Miners and validators of SDK v10',
  first:
    'The words after the codes are those of the Python SDK, which clients of v10 compare. [Miners of SDK v10](legacy.md) has what is bridged.',
  causes: {
    LEGACY_HEADERS_INVALID:
      'A `bt_header_*` header is missing, doubled or no base64 of JSON, or a field has another type than the synapse declares.',
    LEGACY_NOT_VERIFIED:
      'The signature is of another key or of another text, the nonce is old or was used before, or the request names another receiver.',
    LEGACY_BLACKLISTED:
      'The caller is not registered, has no permit or too little stake, or a blacklist function of this miner refuses it. The detail is its reason.',
    LEGACY_SYNAPSE_UNKNOWN:
      'The class of the caller has another name, or the miner does not serve it. Names are case-sensitive.',
    LEGACY_TOO_SLOW:
      'The forward function, or the decision about the caller, took longer than the timeout of the request.',
    LEGACY_BODY_HASH_MISMATCH:
      'Both sides hash `str()` of each field, and they differ in its type, such as 1 and 1.0, in the order of the fields, or in the body itself.',
    LEGACY_JSON_UNWRITABLE:
      'A handler returned NaN, Infinity, a function, a symbol or `undefined`, for which Python’s JSON has no form.',
  },
}
