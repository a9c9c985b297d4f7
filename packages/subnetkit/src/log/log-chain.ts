import type { ChainClient, ConnectionEvent } from '@subnetkit/chain'
import { createSentences } from './connection-event.js'
import type { Log } from './log.js'
import type { LogLevel } from './record.js'

/** Logs what happens to a connection, until the returned function is called. */
export function logChain(client: Pick<ChainClient, 'onEvent'>, log: Pick<Log, 'as'>): () => void {
  const chain = log.as('chain')
  const sentenceOf = createSentences()
  return client.onEvent((event) => {
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
