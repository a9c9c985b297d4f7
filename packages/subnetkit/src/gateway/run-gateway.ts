import type { Families, Protocol, Subnet } from '@subnetkit/core'
import type { Gateway } from '@subnetkit/gateway'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { checkSubnet } from '../validator/options.js'
import type { GatewayStatus } from './gateway-status.js'
import { parseGatewayOptions, type RunGatewayOptions } from './options.js'

/** A running gateway. Disposing it is `close`. */
export interface RunningGateway extends Running, Pick<Gateway, 'keys' | 'ledger' | 'deposits'> {
  /** SS58 address that miners see. */
  readonly hotkey: string
  /** `http://host:port`; clients take it with `/v1`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Name by which clients ask for the subnet. */
  readonly model: string
  /** Reads what it has done since it started, and what keys have spent. */
  status(): Promise<GatewayStatus>
  /** Port of 127.0.0.1 at which a dashboard in another process reads the status, with that option; null without. */
  readonly statusPort: number | null
  /** Address of `/metrics`, with that option; null without. */
  readonly metrics: { readonly host: string; readonly port: number } | null
}

/**
 * Offers a subnet over the chat API that existing clients speak, until it is closed or the process gets SIGINT or SIGTERM: finds
 * the miners on chain, asks them in the name of a hotkey, and answers requests whose keys it has issued. The hotkey needs what miners
 * ask of their callers, which usually is a validator permit. Throws CONFIG_INVALID, STORE_BUSY, and the errors of the
 * wallet and the chain.
 *
 * @example
 * await using gateway = await runGateway(subnet, { network: 'finney', netuid: 12, wallet: 'default/validator' })
 */
export async function runGateway<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: RunGatewayOptions,
): Promise<RunningGateway> {
  checkSubnet(subnet, 'runGateway')
  const settings = parseGatewayOptions(options)
  const log = createLog('gateway', settings.log, { secrets: secretsOfOptions(settings) })
  const { signals, stopMs } = settings
  return startRunning({ log, signals, stopMs }, async (resources) => {
    const { startGateway } = await import('./start-gateway.js')
    return startGateway({ subnet, settings, log, resources })
  })
}
