/** The v10 axon and dendrite protocol. What a v10 caller is told is shorter. */
export const legacyErrors = {
  LEGACY_HEADERS_INVALID: {
    message: 'the v10 headers cannot be read: {detail}',
    fix: 'send bt_header_dendrite_*, computed_body_hash and one bt_header_input_obj_* per required field, each once',
    status: 400,
  },
  LEGACY_NOT_VERIFIED: {
    message: 'Not Verified with error: {detail}',
    fix: 'sign nonce.sender.receiver.uuid.body_hash with the sending hotkey, with a fresh nonce for each request',
    status: 401,
  },
  LEGACY_BLACKLISTED: {
    message: 'Forbidden. Key is blacklisted: {detail}.',
    fix: 'the miner does not serve this hotkey: ask its operator for the rule, or register and stake',
    status: 403,
  },
  LEGACY_SYNAPSE_UNKNOWN: {
    message: "Synapse name '{synapse}' not found. Available synapses {known}",
    fix: 'call POST /Name with the exact class name of one of them',
    status: 404,
  },
  LEGACY_TOO_SLOW: {
    message: 'Response timeout after: {timeout}s',
    fix: 'answer faster, or let the caller send a longer timeout',
    status: 408,
  },
  LEGACY_BODY_HASH_MISMATCH: {
    message: 'the body of {synapse} does not hash to the signed computed_body_hash',
    fix: 'hash str() of each hashed field by its declared type, in the order of required_hash_fields',
    status: 400,
  },
  LEGACY_JSON_UNWRITABLE: {
    message: 'a value cannot be written as JSON: {detail}',
    fix: 'use strings, finite numbers, bigints, booleans, null, arrays and plain objects',
  },
} as const
