import type { ChainClient, ConnectionEvent } from '@subnetkit/chain'
import { sentenceOf } from './connection-event.js'
import type { Log } from './log.js'
import type { LogLevel } from './record.js'

/** Logs what happens to a connection, until the returned function is called. */
export function logChain(client: Pick<ChainClient, 'onEvent'>, log: Pick<Log, 'as'>): () => void {
  const chain = log.as('chain')
  const distrusted = new Set<string>()
  return client.onEvent((event) => {
    if (event.type === 'distrusted') {
      // Repeats with every attempt to reconnect.
      if (distrusted.has(event.endpoint)) return
      distrusted.add(event.endpoint)
    }
    // The refusal of another chain was logged as that.
    if (event.type === 'refused' && distrusted.has(event.endpoint)) return
    const message = sentenceOf(event)
    if (message !== null) chain.write(levelOf(event), { event: event.type, message })
  })
}

function levelOf(event: ConnectionEvent): LogLevel {
  switch (event.type) {
    case 'distrusted':
      return 'error'
    case 'lost':
    case 'refused':
    case 'stalled':
      return 'warn'
    case 'runtimeChecked':
      return event.report.features.every(({ ok }) => ok) ? 'info' : 'error'
    default:
      return 'info'
  }
}
