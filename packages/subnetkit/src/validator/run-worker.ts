import type { Families, Protocol, Subnet } from '@subnetkit/core'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { checkSubnet } from './options.js'
import { parseWorkerOptions, type RunWorkerOptions } from './worker-options.js'

/** A running worker. Disposing it is `close`. */
export interface RunningWorker extends Running {
  /** SS58 address of the validator. */
  readonly hotkey: string
  readonly netuid: number
  /** Address of `/healthz` and `/readyz`, and of `/metrics` with that option; null without. */
  readonly health: { readonly host: string; readonly port: number } | null
}

/**
 * Asks miners and scores their answers for a validator, whose coordinator runs elsewhere, until it is closed or the
 * process gets SIGINT or SIGTERM. Connects to no chain. Waits for the coordinator if it has not started yet. Any number
 * of workers may join and leave at will.
 * Throws CONFIG_INVALID, SUBNET_DIFFERS, QUEUE_UNAVAILABLE, the errors of `openDatabase`, `openStore` and the wallet.
 *
 * @example
 * await runWorker(subnet, { redisUrl, databaseUrl, wallet: 'default/validator', queues: ['score'], label: 'gpu' })
 */
export async function runWorker<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: RunWorkerOptions,
): Promise<RunningWorker> {
  checkSubnet(subnet, 'runWorker')
  const settings = parseWorkerOptions(options)
  const log = createLog('worker', settings.log, { secrets: secretsOfOptions(settings) })
  const { signals, stopMs } = settings
  return startRunning({ log, signals, stopMs }, async (resources) => {
    const { startWorker } = await import('./start-worker.js')
    return startWorker({ subnet, settings, log, resources })
  })
}
