import { type ConnectionEvent, describeRuntimeChange } from '@subnetkit/chain'

/** First and longest pause between two lines about an endpoint that cannot be reached, in ms. */
const pausesMs = { first: 15_000, longest: 60_000 }

interface Outage {
  readonly since: number
  attempts: number
  pauseMs: number
  nextAt: number
}

/**
 * Makes the sentences for an operator about the events of one connection; null for events that need none. Attempts that
 * fail repeat every few seconds: they are reported once, then with their count in pauses that double up to a minute.
 */
export function createSentences(now: () => number = () => performance.now()) {
  const outages = new Map<string, Outage>()
  const distrusted = new Set<string>()

  function reportRefusal({
    endpoint,
    reason,
  }: ConnectionEvent & { readonly type: 'refused' }): string | null {
    // The refusal of another chain is reported as that.
    if (distrusted.has(endpoint)) return null
    const time = now()
    const outage = outages.get(endpoint)
    if (outage === undefined) {
      outages.set(endpoint, {
        since: time,
        attempts: 1,
        pauseMs: pausesMs.first,
        nextAt: time + pausesMs.first,
      })
      return `${endpoint} refused: ${reason}; trying again until it is back`
    }
    outage.attempts++
    if (time < outage.nextAt) return null
    outage.pauseMs = Math.min(2 * outage.pauseMs, pausesMs.longest)
    outage.nextAt = time + outage.pauseMs
    const seconds = Math.round((time - outage.since) / 1_000)
    return `${endpoint} refused ${outage.attempts} times within ${seconds} s, the last: ${reason}; trying again`
  }

  return (event: ConnectionEvent): string | null => {
    if (event.type === 'connected') outages.clear()
    if (event.type === 'refused') return reportRefusal(event)
    if (event.type === 'distrusted') {
      // Repeats with every attempt to reconnect.
      if (distrusted.has(event.endpoint)) return null
      distrusted.add(event.endpoint)
    }
    return sentenceOf(event)
  }
}

function sentenceOf(event: Exclude<ConnectionEvent, { readonly type: 'refused' }>): string | null {
  switch (event.type) {
    case 'lost':
      return `lost ${event.endpoint}: ${event.reason}`
    case 'connected':
      return `connected to ${event.endpoint} again`
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
    ? 'Restart this process: a devnet that was restarted is another chain.'
    : `Remove ${endpoint} from the network, or restart this process if the network was reset.`
}
