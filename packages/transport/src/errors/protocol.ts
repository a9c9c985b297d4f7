/** Failures between two neurons once the caller is known. */
export const protocolErrors = {
  TOO_MANY_HEADERS: {
    message: 'the request has more than {limit} headers',
    fix: 'Send only the X-Bittensor-* headers and those that HTTP needs.',
    status: 431,
  },
  BODY_TOO_LARGE: {
    message: 'the body is larger than {limit} bytes',
    fix: 'Send a smaller body, or raise maxBytes of the synapse in the subnet definition.',
    status: 413,
  },
  BODY_ENCODED: {
    message: 'the body has the content encoding {encoding}',
    fix: 'Send the body as it is, without Content-Encoding: a miner decompresses nothing.',
    status: 415,
  },
  BODY_TOO_SLOW: {
    message: 'the body did not arrive within {limitMs} ms',
    fix: 'Send the whole request within {limitMs} ms: the limit is not per packet.',
    status: 408,
    transient: true,
  },
  BODY_MALFORMED: {
    message: 'the body does not fit the synapse {synapse}: {detail}',
    fix: 'Send JSON that matches the input schema of {synapse}.',
    status: 400,
  },
  SYNAPSE_UNKNOWN: {
    message: 'no synapse {synapse}; the protocol has {known}',
    fix: 'Call one of these synapses: {known}.',
    status: 404,
  },
  SYNAPSE_VERSION_UNKNOWN: {
    message: 'no version {version} of the synapse {synapse}; this miner serves {served}',
    fix: 'POST to one of these versions: {served}.',
    status: 404,
  },
  SYNAPSE_MISNAMED: {
    message: 'version {version} is served as {synapse}, not as {called}',
    fix: 'POST to /{synapse}: version {version} has the plain name.',
    status: 404,
  },
  METHOD_NOT_ALLOWED: {
    message: '{method} is not allowed at {target}',
    fix: 'Send a POST with the input in its body; call mutate(), not query(), of a tRPC client.',
    status: 405,
  },
  ADMISSION_FAILED: {
    message: 'the admission of this miner failed on caller {hotkey}',
    fix: 'Read the miner log and correct the admission: it has to throw an error of the catalogue to refuse a caller.',
    status: 500,
  },
  NO_COMMON_VERSION: {
    message:
      '{endpoint} has no version of {synapse} that this client offers: it serves {served}, the client offers {offered}',
    fix: 'Update the side with the older versions, or give queryVersions an input for one of {served}.',
  },
  HANDLER_FAILED: {
    message: 'handler {synapse} {detail}',
    fix: 'Read the miner log: the caller sees no more than this.',
    status: 500,
  },
  HANDLER_TOO_SLOW: {
    message: 'handler {synapse} did not answer within {deadlineMs} ms',
    fix: 'Answer faster or raise the deadline of {synapse}; stop work when the abort signal of the handler fires.',
    status: 504,
    transient: true,
  },
  SPOOL_FULL: {
    message: 'no room for {size} bytes: temporary files hold {used} of at most {limit} bytes',
    fix: 'Retry later, or raise spool.maxBytes if the disk has room.',
    status: 503,
    transient: true,
  },
  MINER_CLOSING: {
    message: 'the miner is closing: the request was not done within {deadlineMs} ms',
    fix: 'Retry once the miner is back, or raise limits.closeDeadlineMs on the miner.',
    status: 503,
    transient: true,
  },
  SPOOL_FAILED: {
    message: 'a temporary file cannot be {action}: {reason}',
    fix: 'Make room on the disk of spool.directory, and check that the folder exists and can be written to.',
    status: 503,
    transient: true,
  },
  MINER_OVERLOADED: {
    message: 'the miner is at its limit of {limit} requests',
    fix: 'Retry later, or raise the limit of {limit} requests on the miner.',
    status: 503,
    transient: true,
  },
  RESPONSE_ABSENT: {
    message: 'no answer from {endpoint}: {detail}',
    fix: 'Check that the axon is reachable and answers within the deadline of the synapse.',
    transient: true,
  },
  MINER_UNREACHABLE: {
    message: 'no connection to {endpoint}: {detail}',
    fix: 'Check that the axon is reachable from here, and the network connection of this machine.',
    transient: true,
  },
  AXON_NOT_PUBLIC: {
    message: 'the axon {endpoint} leads to {address}, which is not a public address',
    fix: 'Publish an axon at a public address. On a network of your own, set allowPrivateAddresses on the side that queries.',
  },
  CLIENT_BUSY: {
    message: 'the query to {endpoint} waited too long: {limit} others were in flight',
    fix: 'Raise maxConcurrent of the client, or send fewer queries at the same time.',
    transient: true,
  },
  CALLER_STALLED: {
    message: 'the query to {endpoint} says nothing: this process stood still for {stalledMs} ms meanwhile',
    fix: 'Keep the event loop of this process free, such as of long synchronous checks, and give its machine enough CPU time.',
    transient: true,
  },
  RESPONSE_REFUSED: {
    message: '{endpoint} refused with HTTP {status} {detail}',
    fix: 'Read the reason of the miner; a redirect is never followed.',
  },
  QUESTION_TOO_LARGE: {
    message: 'the question to {synapse} has {size} bytes, more than its limit of {limit}',
    fix: 'Ask a smaller question, or raise maxBytes of {synapse} in the subnet definition.',
  },
  QUERY_ABORTED: {
    message: 'the query to {endpoint} was given up: {detail}',
    fix: 'Retry it: the caller ended this query before the miner could answer.',
    transient: true,
  },
  QUERY_FAILED: {
    message: 'the query to {endpoint} could not be sent: {detail}',
    fix: '{fix}',
    transient: true,
  },
  SYNAPSE_NOT_STREAMED: {
    message: 'the synapse {synapse} answers at once, it has no chunks to stream',
    fix: 'Call query() for {synapse}, or define it with streamSynapse().',
  },
  STREAM_CUT: {
    message: 'the stream of {endpoint} was cut short after {chunks} chunks: {detail}',
    fix: 'Check the miner: it has to send the end record of each stream before it closes the connection.',
  },
  CALLER_LEFT: {
    message: 'the caller closed its connection before {synapse} had answered',
    fix: 'Compare the deadlines of both ends if this is frequent; a caller may also have read enough.',
    transient: true,
  },
  STREAM_UNREAD: {
    message: 'the stream of {synapse} was not read within {limitMs} ms',
    fix: 'Read the chunks as they arrive, or leave the stream: the other side waits for its reader.',
    transient: true,
  },
  RESPONSE_MALFORMED: {
    message: 'invalid answer from {endpoint}: {detail}',
    fix: 'Have the miner answer with JSON that matches the output schema of the synapse, within maxBytes.',
  },
} as const
