import { type Clock, toSubnetError } from '@subnetkit/base'
import type { LogRecord } from '../../log/record.js'
import type { Running } from '../../neuron/lifetime.js'
import { isPortTaken } from './is-port-taken.js'

interface BesideParameters {
  /** Starts the gateway. */
  readonly start: () => Promise<Running>
  readonly log: (record: LogRecord) => void
  readonly clock: Pick<Clock, 'date' | 'sleep'>
  /** Ends the attempts. */
  readonly signal: AbortSignal
}

/** Pause before another attempt, in ms. */
const pauseMs = 30_000

/**
 * Keeps a gateway running beside a validator, which none of its errors reaches: one that cannot start, for a port in use or a database
 * that is away, is logged and tried again. Returns the function that closes it.
 */
export function keepGatewayBeside({ start, log, clock, signal }: BesideParameters): () => Promise<void> {
  let running: Running | undefined
  const stopped = new AbortController()
  const ended = AbortSignal.any([signal, stopped.signal])
  const attempts = (async () => {
    while (!ended.aborted) {
      try {
        running = await start()
        return
      } catch (error) {
        if (ended.aborted) return
        const { code, message: why, fix } = toSubnetError(error)
        // Only another configuration helps against a wrong one.
        const isFinal = code === 'CONFIG_INVALID' && !isPortTaken(error)
        const next = isFinal ? '' : `; next attempt in ${pauseMs / 1_000} s`
        const message = `the gateway does not run, and the validator goes on without it${next}: ${why}; ${fix}`
        const entry = { event: 'gateway-failed', code, message, error } as const
        log({ time: clock.date(), level: 'error', source: 'gateway', ...entry })
        if (isFinal) return
        await clock.sleep(pauseMs, { signal: ended }).catch(() => {})
      }
    }
  })()
  return async () => {
    stopped.abort()
    await attempts
    await running?.close()
  }
}
