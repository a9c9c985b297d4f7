import type { MinerRecords } from '@subnetkit/core/validator'
import {
  type Admission,
  type MinerServer,
  type RequestVerifierOptions,
  serveMiner,
} from '@subnetkit/transport'
import type { Log } from '../log/log.js'
import { createCallerLog } from '../miner/log-callers.js'
import { createFailureLog } from '../miner/log-failure.js'
import { maxPageChars, recordsProtocol } from './protocol.js'

interface RecordsServerOptions {
  /** Hotkey of the validator, to which requests must be addressed. */
  readonly hotkey: string
  readonly host: string
  readonly port: number
  /** Callers to serve; null for all whose signature verifies. */
  readonly admission: Admission | null
  /** Readers by mechanism. */
  readonly records: ReadonlyMap<number, MinerRecords>
  readonly log: Log
  readonly auth?: Omit<RequestVerifierOptions, 'hotkey'> | undefined
}

/** Requests of one caller: enough for a thousand rounds in a few minutes. */
const rateLimit = { limit: 30, windowMs: 60_000 }

/** Few at once: the process has rounds to run. */
const limits = {
  ...{ maxConnections: 256, maxConnectionsPerAddress: 32, maxPending: 32, maxPendingPerCaller: 4 },
  ...{ maxConcurrent: 8, maxConcurrentPerCaller: 1, maxWaiting: 32, closeDeadlineMs: 2_000 },
}

/**
 * Gives each caller its own score records, for requests that its hotkey signed (btauth/1): nothing in a request names another miner.
 * Throws CONFIG_INVALID for an address that cannot be listened on.
 */
export function serveRecords({ records, log, ...options }: RecordsServerOptions): Promise<MinerServer> {
  return serveMiner(
    { protocol: recordsProtocol },
    {
      async records({ input: { mechanism, to, rounds }, caller, signal }) {
        const read = records.get(mechanism)
        const page = await read?.({ miner: caller.hotkey, to, rounds, maxChars: maxPageChars, signal })
        return { lines: [...(page?.lines ?? [])], next: page?.next ?? null }
      },
    },
    {
      ...options,
      ...{ rateLimit, limits, sessions: null },
      onAnswer: createCallerLog(log),
      onError: createFailureLog(log),
    },
  )
}
