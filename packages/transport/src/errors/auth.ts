/** btauth/1 refusals (all 401) and the policy refusals that follow a valid signature (403, 429). */
export const authErrors = {
  AUTH_MALFORMED: {
    message: 'malformed authentication: {detail}',
    fix: 'send the X-Bittensor-* headers exactly as btauth/1 describes them, each once',
    status: 401,
  },
  AUTH_WRONG_RECEIVER: {
    message: 'the request is not addressed to this hotkey: {detail}',
    fix: 'set X-Bittensor-Receiver to the hotkey of the miner that you call and sign it',
    status: 401,
  },
  AUTH_STALE: {
    message: 'the nonce is {ageMs} ms from this clock; allowed are -{skewMs} to {maxAgeMs} ms',
    fix: 'sign a fresh nonce for each attempt and keep the clock in sync (NTP)',
    status: 401,
  },
  AUTH_BAD_SIGNATURE: {
    message: 'the signature does not verify: {detail}',
    fix: 'sign method, target, body hash, nonce, sender and receiver as they are sent',
    status: 401,
  },
  AUTH_REPLAYED: {
    message: 'this nonce was already used by the sender',
    fix: 'sign a fresh nonce for each attempt, retries included',
    status: 401,
  },
  AUTH_STORE_FULL: {
    message: 'this miner already remembers {limit} nonces{of}',
    fix: 'slow down: nonces are forgotten after a minute, never earlier, so that none can be replayed',
    status: 503,
  },
  AUTH_STORE_UNAVAILABLE: {
    message: 'the nonce store cannot be asked: {detail}',
    fix: 'check the Redis of the miner; without it no request can be told from a replay',
    status: 503,
  },
  CALLER_UNKNOWN: {
    message: 'caller {hotkey} is not registered on subnet {netuid}',
    fix: 'register the hotkey on the subnet, or wait until the miner has synced its metagraph',
    status: 403,
  },
  CALLER_WITHOUT_PERMIT: {
    message:
      'caller {hotkey} holds no validator permit on subnet {netuid} and only {stake} rao of stake (needs {minStake})',
    fix: 'add stake and wait for the next epoch, when permits are dealt',
    status: 403,
  },
  CALLER_TOO_FREQUENT: {
    message: 'caller {hotkey} sent more than {limit} requests in {windowMs} ms',
    fix: 'slow down; the miner limits each caller on its own',
    status: 429,
  },
} as const
