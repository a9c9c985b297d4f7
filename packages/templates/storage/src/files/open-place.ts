import { isSubnetError, z } from 'subnetkit'
import { connectChain, readMetagraph } from 'subnetkit/chain'
import { createMinerClient } from 'subnetkit/miner'
import { createKeypair, loadHotkey } from 'subnetkit/wallet'
import { openCatalogue } from '../catalogue.js'
import { protocol } from '../protocol.js'
import { fileError } from './errors.js'
import { createNetwork, type Host } from './network.js'
import { type PlaceOptions, type PlaceSettings, readJson, readSettings } from './place-settings.js'
import type { Place } from './put.js'

const hosts = z.array(z.object({ hotkey: z.string(), host: z.string(), port: z.int().min(1).max(65_535) }))

/**
 * Opens the catalogue, the miners and a client that signs as the validator.
 * Throws SETTINGS_UNREADABLE, PLACE_UNKNOWN, the errors of the wallet and of the chain, and the reason of the signal.
 */
export async function openPlace(
  options: PlaceOptions,
  signal: AbortSignal,
): Promise<Place & AsyncDisposable> {
  const settings = await readSettings(options)
  const keypair = options.hotkey ? createKeypair(options.hotkey) : await loadHotkey(settings.wallet)
  const { hosts, members } = options.miners
    ? { hosts: await readHosts(options.miners), members: undefined }
    : await orAborted(hostsOf(settings), signal)
  const others = hosts.filter(({ hotkey }) => hotkey !== keypair.address)
  const client = createMinerClient({ protocol }, { keypair })
  return {
    catalogue: openCatalogue(options.catalogue),
    network: createNetwork(others, client, signal),
    ...(members && { members }),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

async function readHosts(path: string): Promise<Host[]> {
  const found = await readJson(path, hosts)
  if (!found)
    throw fileError('SETTINGS_UNREADABLE', { path, reason: 'there is no such file, or it is empty' })
  return found
}

/** Miners of the subnet that have published an address, and all its hotkeys. */
async function hostsOf({ network, netuid }: PlaceSettings) {
  const missing = [network.length === 0 ? 'network' : '', netuid === undefined ? 'netuid' : ''].filter(
    Boolean,
  )
  if (netuid === undefined || missing.length > 0) {
    throw fileError('PLACE_UNKNOWN', { missing: missing.join(' and no ') })
  }
  await using client = await connectChain({ network })
  const { neurons } = await readMetagraph(client, { netuid })
  const members: ReadonlySet<string> = new Set(neurons.map(({ hotkey }) => hotkey))
  const published = neurons.flatMap(({ hotkey, axon }): Host[] =>
    axon ? [{ hotkey, host: axon.host, port: axon.port }] : [],
  )
  return { hosts: published, members }
}

/** The value, unless the signal is aborted first. */
async function orAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = withReject()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([value, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

function withReject() {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<never>((_, fail) => {
    reject = fail
  })
  return { promise, reject }
}

/** One or two lines about a failure. */
export function describeFailure(error: unknown): string {
  if (isSubnetError(error)) return `${error.code}: ${error.message}\n${error.fix}`
  return error instanceof Error ? error.message : String(error)
}
