import { readFile } from 'node:fs/promises'
import { isSubnetError, z } from 'subnetkit'
import { connectChain, readMetagraph } from 'subnetkit/chain'
import { createMinerClient } from 'subnetkit/miner'
import { createKeypair, loadHotkey } from 'subnetkit/wallet'
import { openCatalogue } from '../catalogue.js'
import { protocol } from '../protocol.js'
import { createNetwork, type Host } from './network.js'
import type { Place } from './put.js'

/** Options that every command has; what is missing comes from `subnetkit.config.json` in the working folder. */
export interface PlaceOptions {
  readonly catalogue: string
  /** Network or `ws://` address. */
  readonly network?: string
  readonly netuid?: number
  /** Wallet, or wallet/hotkey, of the validator. */
  readonly wallet?: string
  /** Key of the validator as a secret URI, for the devnet. */
  readonly hotkey?: string
  /** File with a JSON list of `{ hotkey, host, port }` instead of the chain. */
  readonly miners?: string
}

const hosts = z.array(z.object({ hotkey: z.string(), host: z.string(), port: z.int().min(1).max(65_535) }))
const config = z.object({
  network: z.object({ endpoints: z.union([z.string(), z.array(z.string())]).optional() }).optional(),
  wallet: z.object({ name: z.string().optional(), hotkey: z.string().optional() }).optional(),
  subnet: z.object({ netuid: z.int().optional() }).optional(),
})

/** The catalogue, the miners and a client that signs as the validator. */
export async function openPlace(
  options: PlaceOptions,
  signal: AbortSignal,
): Promise<Place & AsyncDisposable> {
  const text = await readFile('subnetkit.config.json', 'utf8').catch(() => '{}')
  const settings = config.parse(JSON.parse(text))
  const [name = settings.wallet?.name, hotkey = settings.wallet?.hotkey] = options.wallet?.split('/') ?? []
  const keypair = options.hotkey
    ? createKeypair(options.hotkey)
    : await loadHotkey({ ...(name && { name }), ...(hotkey && { hotkey }) })
  const endpoint = options.network ?? [settings.network?.endpoints ?? []].flat()[0]
  const netuid = options.netuid ?? settings.subnet?.netuid
  const found = options.miners
    ? hosts.parse(JSON.parse(await readFile(options.miners, 'utf8')))
    : await hostsOf(endpoint, netuid)
  const client = createMinerClient({ protocol }, { keypair })
  return {
    catalogue: openCatalogue(options.catalogue),
    network: createNetwork(found, client, signal),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** Miners of the subnet that have published an address. */
async function hostsOf(endpoint: string | undefined, netuid: number | undefined): Promise<Host[]> {
  if (endpoint === undefined || netuid === undefined) {
    throw new Error('no network or no netuid: pass --network and --netuid, or --miners <file>')
  }
  await using client = await connectChain({ endpoint })
  const { neurons } = await readMetagraph(client, { netuid })
  return neurons.flatMap(({ hotkey, axon }) => (axon ? [{ hotkey, host: axon.host, port: axon.port }] : []))
}

/** One or two lines about a failure. */
export function describeFailure(error: unknown): string {
  if (isSubnetError(error)) return `${error.code}: ${error.message}\n${error.fix}`
  return error instanceof Error ? error.message : String(error)
}
