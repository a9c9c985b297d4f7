/** Refusals of session/1: 401, so that a caller can fall back to a signed request, besides that of a handshake without sessions. */
export const sessionErrors = {
  SESSION_MALFORMED: {
    message: 'malformed session request: {detail}',
    fix: 'Send each X-Subnetkit-* header once and the handshake exactly as session/1 specifies.',
    status: 401,
  },
  SESSIONS_OFF: {
    message: 'this miner keeps no sessions',
    fix: 'Sign each request, or set sessions on the miner.',
    status: 404,
  },
  SESSION_UNKNOWN: {
    message: 'this miner has no session {session}',
    fix: 'Open a new session or sign the request: sessions end when they expire, sit idle or the miner restarts.',
    status: 401,
  },
  SESSION_STALE: {
    message: 'the request expires {aheadMs} ms from now by this clock; allowed are 0 to {limitMs} ms',
    fix: 'Set X-Subnetkit-Expires to 10 s after sending and keep your clock in sync (NTP).',
    status: 401,
  },
  SESSION_BAD_MAC: {
    message: 'the MAC of session {session} does not match the request',
    fix: 'Compute the MAC over method, target, body, counter, expiry and channel exactly as you send them.',
    status: 401,
  },
  SESSION_REPLAYED: {
    message: 'counter {counter} of session {session} was used already, or is 1024 or more behind the highest',
    fix: 'Use the next counter for each request, retries included.',
    status: 401,
  },
  SESSION_WRONG_CHANNEL: {
    message: 'the session is bound to another connection: {detail}',
    fix: 'Use TLS 1.3 from end to end, without a proxy that ends it, or sign each request.',
    status: 401,
  },
} as const
