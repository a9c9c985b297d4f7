/** The v10 axon and dendrite protocol. Messages of 401, 403, 404 and 408 are worded as v10 words them on the wire. */
export const legacyErrors = {
  LEGACY_HEADERS_INVALID: {
    message: 'invalid v10 headers: {detail}',
    fix: 'Send bt_header_dendrite_*, computed_body_hash and one bt_header_input_obj_* per required field, each once.',
    status: 400,
  },
  LEGACY_NOT_VERIFIED: {
    message: 'Not Verified with error: {detail}',
    fix: 'Sign nonce.sender.receiver.uuid.body_hash with the sending hotkey and a fresh nonce for each request.',
    status: 401,
  },
  LEGACY_BLACKLISTED: {
    message: 'Forbidden. Key is blacklisted: {detail}.',
    fix: 'Register and stake, or ask the operator of the miner why it does not serve this hotkey.',
    status: 403,
  },
  LEGACY_SYNAPSE_UNKNOWN: {
    message: "Synapse name '{synapse}' not found. Available synapses {known}",
    fix: 'POST to /Name with the exact class name of one of these: {known}.',
    status: 404,
  },
  LEGACY_TOO_SLOW: {
    message: 'Response timeout after: {timeout}s',
    fix: 'Answer faster, or have the caller send a longer timeout.',
    status: 408,
    transient: true,
  },
  LEGACY_BODY_HASH_MISMATCH: {
    message: 'the body of {synapse} hashes to {found}, not to the signed computed_body_hash {signed}',
    fix: 'Hash str() of each hashed field by its declared type, in the order of required_hash_fields.',
    status: 400,
  },
  LEGACY_JSON_UNWRITABLE: {
    message: 'a value cannot be written as JSON: {detail}',
    fix: 'Use strings, finite numbers, bigints, booleans, null, arrays and plain objects.',
  },
} as const
