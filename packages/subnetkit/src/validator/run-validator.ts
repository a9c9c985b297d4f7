import type { Families, Protocol, Subnet } from '@subnetkit/core'
import type { Store } from '@subnetkit/core/validator'
import type { DashboardAddress } from '../dashboard/open-dashboard.js'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import type { RecordsAddress } from '../records/open-records.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { checkSubnet, parseValidatorOptions, type RunValidatorOptions } from './options.js'
import type { OrganicLink } from './organic-link.js'
import type { RunningMechanism } from './running-mechanism.js'

/** A running validator. Disposing it is `close`. */
export interface RunningValidator extends Running {
  /** SS58 address. */
  readonly hotkey: string
  /** Blocks from one round to the next. */
  readonly roundBlocks: number
  /** Scores, rounds, receipts and weights of its first mechanism, which is 0 unless it runs another one alone. */
  readonly store: Store
  /** All of its mechanisms. */
  readonly mechanisms: readonly RunningMechanism[]
  /** Address of `/healthz` and `/readyz`, and of `/metrics` with that option; null without. */
  readonly health: { readonly host: string; readonly port: number } | null
  /** Address at which miners ask for their score records; null without. */
  readonly records: RecordsAddress | null
  /** Address of the dashboard; null without. */
  readonly dashboard: DashboardAddress | null
  /** For the gateway whose requests feed scores; close that one first. Null without the option. */
  readonly organic: OrganicLink | null
}

/**
 * Validates a subnet until it is closed or the process gets SIGINT or SIGTERM: connects, opens database, queues and
 * store, queries miners round by round, scores them, and sets weights under the version key of the definition. Resumes
 * where the last run ended. Throws CONFIG_INVALID for the subnet and options, STORE_BUSY, STORE_CORRUPT, QUEUE_UNAVAILABLE, and the
 * errors of the wallet and the chain.
 *
 * @example
 * await runValidator(subnet, { network: 'finney', netuid: 12, wallet: 'default/validator' })
 */
export async function runValidator<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: RunValidatorOptions,
): Promise<RunningValidator> {
  checkSubnet(subnet)
  const settings = parseValidatorOptions(options)
  const log = createLog('validator', settings.log, { secrets: secretsOfOptions(settings) })
  return startRunning({ log, signals: settings.signals, stopMs: settings.stopMs }, async (resources) => {
    // Loaded late: importing the root for a definition needs neither a server nor a chain.
    const { startValidator } = await import('./start-validator.js')
    return startValidator({ subnet, settings, log, resources })
  })
}
