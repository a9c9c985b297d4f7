/** What can go wrong with the connection to a chain, and when its runtime changes. */
export const connectionErrors = {
  CHAIN_CONNECTION_LOST: {
    message: '{operation} was on its way when the connection to {endpoint} was lost: {detail}',
    fix: 'the chain may have received it or not: look at the chain before you send it again',
  },
  CHAIN_GENESIS_MISMATCH: {
    message: '{endpoint} is another chain: its genesis is {genesis}, not {expected}',
    fix: 'it is not used; take it off the list, or name the network that it belongs to',
  },
  CHAIN_CALL_REFUSED: {
    // Code first, as nodes and polkadot.js word it.
    message: '{rpcCode}: {words}',
    fix: 'the node refused {operation}: mend what it says; when it is busy or limits how often one may ask, ask later',
  },
  CHAIN_RUNTIME_CHANGED: {
    message: '{operation} was encoded for spec {from}, and the chain runs spec {to} now',
    fix: 'ask again: the metadata is refreshed',
  },
  CHAIN_BUSY: {
    message: '{operation} is one too many: {waiting} wait for the chain already',
    fix: 'ask for less at a time, or end subscriptions that nobody reads',
  },
  CHAIN_CLIENT_CLOSED: {
    message: '{operation}: this client is closed',
    fix: 'connect again, or end the work before the client is closed',
  },
} as const
