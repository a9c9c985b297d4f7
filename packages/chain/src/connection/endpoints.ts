import { configError, type SubnetError } from '@subnetkit/base'

/** A network by its name: where it is found, in order, and which chain it is. */
export interface Network {
  readonly endpoints: readonly string[]
  /** Hash of block 0 where it never changes. */
  readonly genesisHash?: string
}

const finneyGenesis = '0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03'

/** The names that the official tools know, with the endpoints that they fall back to. */
export const networks = {
  finney: {
    endpoints: [
      'wss://entrypoint-finney.opentensor.ai:443',
      'wss://lite.chain.opentensor.ai:443',
      'wss://lite.sub.latent.to:443',
    ],
    genesisHash: finneyGenesis,
  },
  test: { endpoints: ['wss://test.finney.opentensor.ai:443'] },
  archive: {
    endpoints: ['wss://archive.chain.opentensor.ai:443', 'wss://archive.sub.latent.to:443'],
    genesisHash: finneyGenesis,
  },
  local: { endpoints: ['ws://127.0.0.1:9944'] },
} as const satisfies Record<string, Network>

/** A name that {@link connectChain} knows. */
export type NetworkName = keyof typeof networks

/** Endpoints to connect to, and the genesis that they must have if it is known beforehand. */
export interface Endpoints {
  readonly urls: readonly string[]
  readonly genesisHash: string | undefined
}

/**
 * URLs for names of networks and URLs, in the order given, each once. Throws CONFIG_INVALID for what is neither, and
 * for networks that are different chains.
 */
export function resolveEndpoints(wanted: readonly string[]): Endpoints {
  if (wanted.length === 0)
    throw invalid('', 'none is given', 'Name a network or an endpoint, or pass a provider.')
  const urls = new Set<string>()
  let genesisHash: string | undefined
  for (const name of wanted) {
    const network: Network = isNetworkName(name) ? networks[name] : { endpoints: [checkUrl(name)] }
    for (const url of network.endpoints) urls.add(url)
    if (network.genesisHash !== undefined) genesisHash = network.genesisHash
  }
  return { urls: [...urls], genesisHash }
}

export function isNetworkName(name: string): name is NetworkName {
  return Object.hasOwn(networks, name)
}

/** Redacts a URL for display: no password and no values of its query, which may be keys. */
export function showEndpoint(url: string): string {
  const { username, password, search, hash } = new URL(url)
  if (`${username}${password}${search}${hash}` === '') return url
  const bare = url.replace(/[?#].*$/s, '').replace(/^(wss?:\/\/)[^/]*@/, '$1')
  return search === '' ? bare : `${bare}?…`
}

function checkUrl(text: string): string {
  if (/^wss?:\/\//.test(text) && URL.canParse(text)) return text
  const known = Object.keys(networks).join(', ')
  throw text.includes('://')
    ? invalid(
        text,
        'it is not a WebSocket URL',
        'Use a URL that starts with ws:// or wss:// and names a host.',
      )
    : invalid(text, 'there is no such network', `Use one of ${known}, or a ws:// or wss:// URL.`)
}

function invalid(text: string, detail: string, fix: string): SubnetError {
  // Neither a password nor the value of a query, which may be a key.
  const shown = text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//')
  return configError('CONFIG_INVALID', { place: `chain endpoint ${shown}`.trim(), detail, fix })
}
