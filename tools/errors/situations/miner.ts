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
    AUTH_MALFORMED:
      'A header of btauth/1 is missing, comes twice or has the wrong form: the client speaks another protocol, or a proxy drops or joins headers.',
    AUTH_STORE_FULL:
      'One caller, or all of them together, sent more requests within a minute than the miner keeps nonces for. Sessions need none.',
    AUTH_STORE_UNAVAILABLE:
      'Replays are detected in Redis or in the primary process of several workers, and that does not answer. The request is refused rather than let through.',
    TOO_MANY_HEADERS: 'A client or a chain of proxies adds headers, such as cookies and traces.',
    BODY_ENCODED:
      'The client compresses, or a proxy does. Bodies that unpack to much more than they weigh would be an attack.',
    BODY_TOO_SLOW:
      'The line of the caller is slow for the size of the body, or it drips on purpose. The limit is for the whole body.',
    BODY_MALFORMED:
      'The input is no JSON, does not fit the schema of the synapse, or has binary values and came through a client that does not send them. Mostly the two sides have different versions of the subnet.',
    SYNAPSE_VERSION_UNKNOWN:
      'The caller wants a version that this miner has dropped or does not have yet. Clients of subnetkit agree on another one by themselves.',
    SYNAPSE_MISNAMED:
      'The caller wrote `.v1` after the name. Version 1 goes by the plain name, and only later ones carry their number.',
    METHOD_NOT_ALLOWED: 'A browser, a health check or a tRPC `query()` sent a GET to a synapse.',
    ADMISSION_FAILED:
      'A function of your own that decides on callers threw something that is no error of the catalogue. The caller is refused, since a failure must not let anybody in.',
    SPOOL_FULL:
      'Binary values beyond 1 MB wait in temporary files, whose sum is limited: many large requests at once, or handlers that hold them long.',
    SPOOL_FAILED:
      'The folder of temporary files is missing, not writable, or its disk is full. The reason has the code of the system.',
    CLIENT_BUSY:
      'The client sends a limited number of queries at a time, and this one found no place before its deadline. The miner was not asked and is not charged.',
    QUESTION_TOO_LARGE:
      'A task or a request of your own is larger than `maxBytes` of the synapse allows. Nothing was sent.',
    QUERY_ABORTED: 'The program that asked gave it up: its signal was aborted, or the validator stops.',
    QUERY_FAILED: {
      cause:
        'This side could not make the request: the signer did not sign, the address is invalid, or the machine has no file descriptors or memory left. The miner is not charged.',
      remedy: 'Follow the line after the message. Check the signer and `ulimit -n`.',
    },
    SYNAPSE_NOT_STREAMED: 'The program calls `stream()` for a synapse that was defined without chunks.',
    CALLER_LEFT:
      'The caller’s deadline is shorter than the time of the handler, its network broke, or it has read as much of a stream as it wanted.',
    STREAM_UNREAD:
      'The reader of a stream is slower than the deadline, or stopped reading without closing it.',
    SESSION_MALFORMED:
      'A header of session/1 is missing, doubled or of the wrong form, or the handshake is not that of the specification: a client of another version, or one of your own.',
    SESSIONS_OFF:
      'The operator of the miner has switched sessions off. Clients of subnetkit sign each request then.',
    SESSION_STALE:
      'The clocks of the two sides differ by more than seconds, or the request waited long before it was sent.',
    SESSION_BAD_MAC:
      'The request was changed on its way, as by a proxy that rewrites paths or bodies, or the client computes the MAC over something else.',
    SESSION_REPLAYED:
      'A counter came twice: a client that repeats a request without a new counter, a proxy that repeats it, or a recorded request.',
    SESSION_WRONG_CHANNEL:
      'Something between the two ends ends TLS, or the connection uses an older version than 1.3. A session is bound to one connection so that no one in between can use it.',
    RECEIPTS_OFF: 'The operator of the miner has switched receipts off.',
    RECEIPTS_UNSIGNED: 'The key of the miner did not sign a batch, such as a signer process that was away.',
    SCHEMA_UNSUPPORTED: {
      cause:
        'A document or program is generated from the schema, and this part of the schema has no form in it, or no value that fits it was found, as with `refine`.',
      remedy: 'Follow the line after the message: it names another way to write that part.',
    },
  },
}
