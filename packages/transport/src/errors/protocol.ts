/** What can go wrong between two neurons once the caller is known. */
export const protocolErrors = {
  TOO_MANY_HEADERS: {
    message: 'the request has more than {limit} headers',
    fix: 'send the X-Bittensor-* headers and what HTTP needs, no more',
    status: 431,
  },
  BODY_TOO_LARGE: {
    message: 'the body is larger than {limit} bytes',
    fix: 'send less, or raise maxBytes of the synapse in the subnet definition',
    status: 413,
  },
  BODY_TOO_SLOW: {
    message: 'the body did not arrive within {limitMs} ms',
    fix: 'send the body at once; the limit is for the whole request, not for each packet',
    status: 408,
  },
  BODY_MALFORMED: {
    message: 'the body is not what the synapse {synapse} expects: {detail}',
    fix: 'send JSON that matches the input schema of the synapse',
    status: 400,
  },
  SYNAPSE_UNKNOWN: {
    message: 'no synapse {synapse}; this miner serves {known}',
    fix: 'call one of the synapses of the protocol, with POST',
    status: 404,
  },
  HANDLER_FAILED: {
    message: 'the handler of {synapse} failed: {detail}',
    fix: 'read the log of the miner; the caller sees no more than this',
    status: 500,
  },
  HANDLER_TOO_SLOW: {
    message: 'the handler of {synapse} did not answer within {deadlineMs} ms',
    fix: 'answer faster or raise the deadline of the synapse; watch the abort signal that the handler gets',
    status: 504,
  },
  MINER_OVERLOADED: {
    message: 'the miner already works on {limit} requests',
    fix: 'try again later, or raise maxConcurrent of the miner',
    status: 503,
  },
  RESPONSE_ABSENT: {
    message: 'no answer from {endpoint} within {deadlineMs} ms: {detail}',
    fix: 'check that the axon is reachable and answers within the deadline of the synapse',
  },
  RESPONSE_MALFORMED: {
    message: 'the answer of {endpoint} is not valid: {detail}',
    fix: 'answer with JSON that matches the output schema of the synapse, within maxBytes',
  },
} as const
