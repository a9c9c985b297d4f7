import type { Situation } from './situation.js'

export const miner: Situation = {
  title: 'Between validator and miner',
  first:
    '`subnet doctor --role miner --axon <host:port>` checks a miner against the chain; `subnet miner test` asks it as a validator does. A refusal is in the log of the miner with its code, and in the receipts of the validator.',
  causes: {
    MINER_UNREACHABLE:
      'The address on chain is wrong, the port is closed by a firewall or a router, or the miner does not run.',
    RESPONSE_ABSENT: 'The miner took the request and did not answer by the deadline.',
    RESPONSE_REFUSED: 'The miner answered with a refusal, whose code is in the detail.',
    RESPONSE_MALFORMED:
      'The answer is not what the synapse promises, or the hotkey that signed it is another one.',
    ANSWER_MALFORMED: 'The answer arrived and does not fit the schema. The detail names the field.',
    AXON_NOT_PUBLIC:
      'The miner has published a private address, which nobody outside of its network reaches.',
    CALLER_UNKNOWN:
      'The caller is not registered on the subnet, or so lately that the miner has not read the metagraph since.',
    CALLER_WITHOUT_PERMIT:
      'The caller has no validator permit and less stake than this miner asks for. Permits are given at epochs.',
    CALLER_TOO_FREQUENT: 'The caller sends more than the `rateLimit` of the miner allows.',
    CLAIM_TOO_FREQUENT:
      'Many requests from that address carried signatures that did not verify, or wait to be checked. Behind a proxy all callers share one address.',
    CALLER_BANNED: 'The operator of the miner has listed the caller, or its address.',
    AUTH_STALE: 'One of the two clocks is off by more than seconds.',
    AUTH_WRONG_RECEIVER: 'The address belongs to another miner now, or a proxy leads to the wrong one.',
    AUTH_REPLAYED:
      'The same request came twice: a proxy that repeats requests, or somebody who recorded one.',
    AUTH_BAD_SIGNATURE:
      'The body or the headers were changed on the way, as by a proxy that rewrites them, or the key is another one.',
    SYNAPSE_UNKNOWN: 'Validator and miner run different versions of the subnet.',
    NO_COMMON_VERSION: 'The miner serves only versions of the synapse that this validator does not have.',
    MINER_OVERLOADED:
      'All handlers are busy, and the waiting room is full. Callers with more stake are served first.',
    MINER_CLOSING: 'The miner is being stopped.',
    HANDLER_FAILED:
      'The handler threw. The caller sees no details; the log of the miner has the error with its stack.',
    HANDLER_TOO_SLOW: 'The handler took longer than the deadline of the synapse.',
    BODY_TOO_LARGE: 'The message is larger than the synapse or the miner allows.',
    CALLER_STALLED:
      'This process stood still: a long computation, too little memory, or a machine that was suspended. The miner is not charged.',
    SESSION_UNKNOWN: 'The miner was restarted. Clients open another session by themselves.',
    STREAM_CUT: 'The stream ended without its last record: the miner or the line broke.',
    RECEIPT_INVALID: {
      cause: 'The receipt is of another answer, or was changed.',
      remedy: 'Fetch the receipt and the answer again, unchanged, and compare the hotkeys.',
    },
    MINER_REFUSES: {
      cause: 'The key of a test has no permit, so that a miner on a network refuses it.',
      remedy: 'Name a hotkey with a permit: `-w` and `-H`.',
    },
  },
}
