/** btauth/1 refusals (all 401) and the policy refusals that follow a valid signature (403, 429). */
export const authErrors = {
  AUTH_MALFORMED: {
    message: 'malformed authentication: {detail}',
    fix: 'Send each X-Bittensor-* header once, exactly as btauth/1 specifies.',
    status: 401,
  },
  AUTH_WRONG_RECEIVER: {
    message: 'the request is not addressed to this hotkey: {detail}',
    fix: 'Set X-Bittensor-Receiver to the hotkey of the miner you call, and sign it.',
    status: 401,
  },
  AUTH_STALE: {
    message:
      'the nonce is {offset} the clock of this miner: {ageMs} ms old; allowed are -{skewMs} to {maxAgeMs} ms',
    fix: 'Sign a fresh nonce for each attempt, and set the clock of the caller by NTP. Set that of the miner if only this miner refuses.',
    status: 401,
  },
  AUTH_BAD_SIGNATURE: {
    message: 'the signature does not verify: {detail}',
    fix: 'Sign method, target, body hash, nonce, sender and receiver exactly as you send them.',
    status: 401,
  },
  AUTH_REPLAYED: {
    message: 'nonce {nonce} was already used by {hotkey}',
    fix: 'Sign a fresh nonce for each attempt, including retries.',
    status: 401,
  },
  AUTH_STORE_FULL: {
    message: 'the nonce store is full: {limit} nonces{of}',
    fix: 'Slow down: nonces expire after a minute, never earlier, so that none can be replayed.',
    status: 503,
    transient: true,
  },
  AUTH_STORE_UNAVAILABLE: {
    message: 'the nonce store is unavailable: {detail}',
    fix: 'Check the Redis server of the miner, or the primary process of its workers: without it a replay cannot be detected.',
    status: 503,
    transient: true,
  },
  CALLER_UNKNOWN: {
    message: 'caller {hotkey} is not registered on subnet {netuid}',
    fix: 'Register the hotkey on the subnet, or wait until the miner has synced its metagraph.',
    status: 403,
  },
  CALLER_WITHOUT_PERMIT: {
    message:
      'caller {hotkey} has no validator permit on subnet {netuid} and a stake of {stake:tao}; required: {minStake:tao}',
    fix: 'Add stake to {hotkey}: each epoch gives the permits of subnet {netuid} to its highest stakes.',
    status: 403,
  },
  CALLER_TOO_FREQUENT: {
    message: 'caller {hotkey} sent more than {limit} requests in {windowMs} ms',
    fix: 'Retry in {retryMs} ms, and send at most {limit} requests in {windowMs} ms: the miner limits each caller separately.',
    status: 429,
    transient: true,
  },
  CLAIM_TOO_FREQUENT: {
    message: 'too many requests of {hotkey} from this address did not prove who sent them',
    fix: 'Retry in {retryMs} ms, and check the key that signs and the clock of the caller.',
    status: 429,
    transient: true,
  },
  CALLER_BANNED: {
    message: 'this miner does not serve {caller}',
    fix: 'Ask the operator of the miner to take {caller} off its list of bans.',
    status: 403,
  },
} as const
