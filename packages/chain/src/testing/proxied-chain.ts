import { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
import type { ConnectionEvent } from '../client/events.js'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import type { ChainOptions } from '../connection/options.js'
import { createFaultProxy, type FaultProxy } from './fault-proxy/proxy.js'
import { until } from './until.js'

/** A devnet, a proxy before it, and a client that connects through the proxy and comes back at once. */
export interface ProxiedChain extends AsyncDisposable {
  readonly devnet: Devnet
  readonly proxy: FaultProxy
  readonly client: ChainClient
  /** What happened to the connection since it stands. */
  readonly events: readonly ConnectionEvent[]
  /** Waits for an event of that type and gives the first. */
  event<T extends ConnectionEvent['type']>(type: T): Promise<Extract<ConnectionEvent, { type: T }>>
}

/** Starts a {@link ProxiedChain}; blocks are made by hand unless the options say otherwise. */
export async function createProxiedChain(
  options: Omit<ChainOptions, 'endpoint' | 'provider'> & { readonly devnet?: DevnetOptions } = {},
): Promise<ProxiedChain> {
  const { devnet: devnetOptions, ...chainOptions } = options
  const devnet = await createDevnet({ port: 0, blockTime: 'manual', seed: 'proxied', ...devnetOptions })
  const proxy = await createFaultProxy({ upstream: devnet.url as string })
  const reconnect = { firstMs: 1, longestMs: 20 }
  const client = await connectChain({ endpoint: proxy.url, reconnect, ...chainOptions })
  const events: ConnectionEvent[] = []
  client.onEvent((event) => events.push(event))
  return {
    devnet,
    proxy,
    client,
    events,
    event: (type) => until(() => events.find((event) => event.type === type) as never),
    async [Symbol.asyncDispose]() {
      await client.close()
      await proxy.close()
      await devnet.close()
    },
  }
}
