import { isSubnetError, type SubnetError, setLatest } from '@subnetkit/base'
import { createClockWatch, type FailedRequest } from '@subnetkit/transport'
import { z } from 'zod'
import type { Log } from '../log/log.js'

/** Callers that are remembered as informed. */
const maxInformed = 4_096

/**
 * Creates a listener that logs the failures that the author of a miner must see: failed handlers, with their stack, and
 * refused callers. When several callers are refused for the same offset between their clock and ours, it says so.
 */
export function createFailureLog(log: Log): (error: SubnetError, request: FailedRequest) => void {
  const clocks = createClockWatch()
  const informed = new Map<string, true>()

  /** The signature of a stale request is not checked, so that an address stands for its caller. */
  function clockHint(error: SubnetError, peer: string | null): string {
    const ageMs = isSubnetError(error, 'AUTH_STALE') ? error.details.ageMs : undefined
    if (typeof ageMs !== 'number' || peer === null) return ''
    clocks.note(peer, -ageMs)
    const { kind, text } = clocks.diagnose()
    return kind === 'ours' ? ` (if these callers are honest, ${text})` : ''
  }

  return (error, { synapse, hotkey, peer, nonce }) => {
    const { code, message: why } = error
    const caller = hotkey ?? `${peer ?? 'a caller that is gone'}, not verified`
    const subject = { ...(hotkey !== null && { hotkey }), ...(nonce !== null && { request: nonce }) }
    if (code === 'HANDLER_FAILED') {
      const { cause } = error
      const thrown = cause instanceof z.core.$ZodError ? z.prettifyError(cause) : cause
      log.write('error', {
        event: 'handler-failed',
        code,
        message: `${why} (caller ${caller})`,
        error: thrown,
        ...subject,
      })
    } else if (code === 'HANDLER_TOO_SLOW') {
      log.write('error', { event: 'handler-failed', code, message: `${why} (caller ${caller})`, ...subject })
    } else if (code === 'SESSIONS_OFF' || code === 'RECEIPTS_OFF') {
      // Callers try by themselves, and do without: once each is enough.
      const key = `${code} ${hotkey ?? peer ?? ''}`
      if (!informed.has(key))
        log.write('info', { event: 'refused', code, message: `${why}: ${caller} asked`, ...subject })
      setLatest(informed, key, true, maxInformed)
    } else {
      const message = `refused ${synapse} from ${caller}: ${code}: ${why}${clockHint(error, peer)}`
      log.write('warn', { event: 'refused', code, message, ...subject, ...(peer !== null && { peer }) })
    }
  }
}
