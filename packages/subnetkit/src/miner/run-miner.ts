import type { Protocol, Subnet } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import { secretsOfOptions } from '../secrets/secrets-of-options.js'
import { type MinerSettings, parseMinerOptions, type RunMinerOptions } from './options.js'

/** A running miner. Disposing it is `close`. */
export interface RunningMiner extends Running {
  /** SS58 address. */
  readonly hotkey: string
  readonly host: string
  readonly port: number
  readonly url: string
  /** Address of the metrics and of `/readyz`; null without. */
  readonly metrics: { readonly host: string; readonly port: number } | null
}

/**
 * Serves the synapses of a subnet until it is closed or the process gets SIGINT or SIGTERM: opens the hotkey, follows
 * the metagraph to know its validators, listens, publishes the axon, and logs refusals and failures. Resolves once it
 * serves. Throws CONFIG_INVALID for the subnet, handlers and options, NOT_REGISTERED, AXON_INVALID, and the errors of the wallet and the chain.
 *
 * @example
 * await runMiner(subnet, { add: ({ input }) => ({ sum: input.a + input.b }) }, {
 *   network: 'finney',
 *   netuid: 12,
 *   wallet: 'default/miner',
 *   host: '0.0.0.0',
 *   axon: { host: '203.0.113.7' },
 * })
 */
export async function runMiner<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'name' | 'version' | 'protocol'>,
  handlers: Handlers<P>,
  options: RunMinerOptions,
): Promise<RunningMiner> {
  const settings = parseMinerOptions(options)
  const log = createLog('miner', settings.log, { secrets: secretsOfOptions(settings) })
  const lifetime = { log, signals: settings.signals, stopMs: settings.limits?.closeDeadlineMs ?? 10_000 }
  // Loaded late: importing the root for a definition needs neither a server nor a chain.
  const serve = (own: MinerSettings) =>
    startRunning(lifetime, async (resources) => {
      const { startMiner } = await import('./start-miner.js')
      return startMiner({ subnet, handlers, settings: own, log, resources })
    })
  if (settings.workers === 1) return serve(settings)
  const { isMinerWorker, joinPrimary } = await import('./workers/worker.js')
  if (isMinerWorker()) {
    const worker = joinPrimary(settings)
    const running = await serve(worker.settings)
    worker.serve(running)
    return running
  }
  const { stopMs } = lifetime
  return startRunning({ ...lifetime, stopMs: stopMs + workersStopMs }, async (resources) => {
    const { startWorkers } = await import('./workers/primary.js')
    return startWorkers({ name: `${subnet.name} v${subnet.version}`, settings, log, resources })
  })
}

/** Time that workers get beyond their own deadline to end, in ms. */
const workersStopMs = 5_000
