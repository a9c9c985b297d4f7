import { performance } from 'node:perf_hooks'
import { setLatest } from '@subnetkit/base'
import type { AnsweredRequest } from '@subnetkit/transport'
import type { Log } from '../log/log.js'

/** Time in which the requests of a caller make one line, in ms. */
const windowMs = 600_000
/** Callers that are counted; beyond them, the one that began first has a new line with its next request. */
const maxCallers = 1_024

/**
 * Creates a listener that logs who asks: the first request of a caller, and then how many there were, every 10 min. The
 * others are at level debug.
 */
export function createCallerLog(log: Log, now = () => performance.now()): (request: AnsweredRequest) => void {
  const callers = new Map<string, { readonly since: number; count: number }>()

  return ({ synapse, hotkey, peer, nonce, latencyMs, receivedBytes, sentBytes }) => {
    const time = now()
    const known = callers.get(hotkey)
    const isCounted = known !== undefined && time - known.since < windowMs
    if (isCounted) known.count++
    else setLatest(callers, hotkey, { since: time, count: 0 }, maxCallers)
    const minutes = known && Math.round((time - known.since) / 60_000)
    const more = known && !isCounted ? `; ${known.count} more in the last ${minutes} min` : ''
    const address = peer ?? 'an address that is gone'
    const message = `answered ${synapse} (200, ${receivedBytes} bytes in, ${sentBytes} out) to ${hotkey} at ${address} in ${Math.round(latencyMs)} ms${more}`
    log.write(isCounted ? 'debug' : 'info', {
      event: 'answered',
      message,
      hotkey,
      ...(peer !== null && { peer }),
      ...(nonce !== null && { request: nonce }),
    })
  }
}
