import { type ConnectionEvent, describeRuntimeChange } from '@subnetkit/chain'

/** Sentence for an operator about a connection event; null for events that need none. */
export function sentenceOf(event: ConnectionEvent): string | null {
  switch (event.type) {
    case 'lost':
      return `lost ${event.endpoint}: ${event.reason}`
    case 'connected':
      return `connected to ${event.endpoint} again`
    case 'refused':
      return `${event.endpoint} refused: ${event.reason}; trying again in ${event.retryMs} ms`
    case 'distrusted':
      return `${event.endpoint} is another chain (genesis ${event.genesisHash.slice(0, 10)}…) and is not used. ${fixOf(event.endpoint)}`
    case 'stalled':
      return `${event.endpoint} has had no block since ${event.block.number}, for ${Math.round(event.forMs / 1_000)} s`
    case 'runtimeChanged':
      return `the chain runs spec ${event.to} now, was ${event.from}`
    case 'runtimeChecked':
      return describeRuntimeChange(event.report).join('\n  ')
    case 'switched':
    case 'resumed':
      return null
  }
}

/** A chain on this machine is a devnet, whose genesis changes with each start. */
function fixOf(endpoint: string): string {
  return /\/\/(127\.0\.0\.1|localhost|\[::1\])\b/.test(endpoint)
    ? 'Restart this process: a devnet that was restarted is another chain, and needs an empty database.'
    : `Remove ${endpoint} from the network, or restart this process if the network was reset.`
}
