import type { Families, Protocol, Subnet } from '@subnetkit/core'
import type { DashboardAddress } from '../dashboard/open-dashboard.js'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import type { RecordsAddress } from '../records/open-records.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { parseCoordinatorOptions, type RunCoordinatorOptions } from './coordinator-options.js'
import { checkSubnet } from './options.js'
import type { RunningMechanism } from './running-mechanism.js'

/** A running coordinator. Disposing it is `close`. */
export interface RunningCoordinator extends Running {
  /** SS58 address. */
  readonly hotkey: string
  /** Blocks from one round to the next. */
  readonly roundBlocks: number
  /** Stores by mechanism. */
  readonly mechanisms: readonly RunningMechanism[]
  /** Address of `/healthz` and `/readyz`, and of `/metrics` with that option; null without. */
  readonly health: { readonly host: string; readonly port: number } | null
  /** Address at which miners ask for their score records; null without. */
  readonly records: RecordsAddress | null
  /** Address of the dashboard; null without. */
  readonly dashboard: DashboardAddress | null
}

/**
 * Follows the chain for a validator whose workers run elsewhere: plans rounds, folds their scores and sets weights,
 * until it is closed or the process gets SIGINT or SIGTERM. A second one for the same hotkey may stand by.
 * Throws CONFIG_INVALID, QUEUE_UNAVAILABLE, the errors of `openDatabase`, `openStore`, the wallet and the chain.
 *
 * @example
 * await runCoordinator(subnet, { network: 'finney', netuid: 12, redisUrl, databaseUrl })
 */
export async function runCoordinator<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: RunCoordinatorOptions,
): Promise<RunningCoordinator> {
  checkSubnet(subnet, 'runCoordinator')
  const settings = parseCoordinatorOptions(options)
  const log = createLog('coordinator', settings.log, { secrets: secretsOfOptions(settings) })
  const { signals, stopMs } = settings
  return startRunning({ log, signals, stopMs }, async (resources) => {
    const { startCoordinator } = await import('./start-coordinator.js')
    return startCoordinator({ subnet, settings, log, resources })
  })
}
