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
      return `${event.endpoint} is another chain (genesis ${event.genesisHash}) and is not used`
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
