import type { ErrorDescriptor } from '@subnetkit/base'

/** JSON-RPC: parse error, invalid request, method not found, invalid params. Any other code may be a node failure. */
const faultyQuestion: ReadonlySet<number> = new Set([-32_700, -32_600, -32_601, -32_602])

/** Failures of the connection to a chain, and of a runtime upgrade in between. */
export const connectionErrors = {
  CHAIN_CONNECTION_LOST: {
    message: 'the connection to {endpoint} was lost during {operation}: {detail}',
    fix: 'Read the chain before you send it again: it may or may not have arrived.',
    transient: true,
  },
  CHAIN_GENESIS_MISMATCH: {
    message: '{endpoint} is another chain: its genesis begins with {begins}, not {wanted}',
    fix: 'Remove {endpoint} from the list, or select the network it belongs to.',
  },
  CHAIN_CALL_REFUSED: {
    // Code first, as nodes and polkadot.js word it.
    message: '{rpcCode}: {words}',
    fix: 'Correct what the node objects to in {operation}; if it is busy or limits request rates, try again later.',
    transient: ({ rpcCode }) => !faultyQuestion.has(Number(rpcCode)),
  },
  CHAIN_RUNTIME_CHANGED: {
    message: '{operation} was encoded for spec {from}, but the chain now runs spec {to}',
    fix: 'Try again: the metadata has been refreshed.',
    transient: true,
  },
  CHAIN_BUSY: {
    message: '{operation} was not sent: {waiting} requests are already waiting for the chain',
    fix: 'Send fewer requests at a time, or end subscriptions that are not read.',
    transient: true,
  },
  CHAIN_CLIENT_CLOSED: {
    message: '{operation}: the client is closed',
    fix: 'Connect again, or finish the work before you close the client.',
  },
} as const satisfies Record<string, ErrorDescriptor>
