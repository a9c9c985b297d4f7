import { parseOptions } from '@subnetkit/base'
import type { Devnet } from '@subnetkit/devnet'
import { createLog } from '../log/log.js'
import { type Running, startRunning } from '../neuron/lifetime.js'
import { devnetSchema, type StartDevnetOptions } from './options.js'

/** A running development chain. Disposing it is `close`. */
export interface RunningDevnet extends Running {
  /** Its WebSocket URL, as `network` of runMiner and runValidator takes it. */
  readonly network: string
  /** The subnet that was registered; without one, that of the fork, or 1, which every chain has at genesis. */
  readonly netuid: number
  /** Secret URIs of the hotkeys, as `hotkey` of runMiner takes them. They are public: never use them on another chain. */
  readonly miners: readonly string[]
  /** Secret URIs of the hotkeys, as `hotkey` of runValidator takes them. */
  readonly validators: readonly string[]
  /** Secret URI of the hotkey of the subnet's owner, which publishes packages and activations; null without a subnet. */
  readonly owner: string | null
  /** The chain itself: mine, jump, snapshot, read state. */
  readonly chain: Devnet
}

/**
 * Starts a Subtensor chain in this process, reachable by other processes at its port. If `subnet` is given, registers
 * and starts it, with miners and with validators that have stake and permits. Throws CONFIG_INVALID for invalid options
 * and for a port that is in use.
 *
 * @example
 * await using devnet = await startDevnet({ subnet })
 * const { network, netuid } = devnet
 * await using miner = await runMiner(subnet, handlers, { network, netuid, hotkey: devnet.miners[0] })
 */
export async function startDevnet(options: StartDevnetOptions = {}): Promise<RunningDevnet> {
  const settings = parseOptions(devnetSchema, options, 'startDevnet')
  const log = createLog('devnet', settings.log)
  return startRunning({ log, signals: settings.signals, stopMs: 0 }, async (resources) => {
    // Loaded late: importing the root for a definition needs neither a server nor a chain.
    const { openDevnet } = await import('./open-devnet.js')
    return openDevnet({ settings, log, resources })
  })
}
