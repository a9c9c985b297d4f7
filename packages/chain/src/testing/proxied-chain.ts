import { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import type { ConnectionEvent } from '../connection/events.js'
import type { ChainOptions } from '../connection/options.js'
import { createDrivenClock, type DrivenClock } from './driven-clock.js'
import { createFaultProxy, type FaultProxy } from './fault-proxy/proxy.js'
import { until } from './until.js'

/** A devnet, a proxy before it, and a client that connects through the proxy and comes back at once. */
export interface ProxiedChain extends AsyncDisposable {
  readonly devnet: Devnet
  readonly proxy: FaultProxy
  readonly client: ChainClient
  /** Events since the connection was up. */
  readonly events: readonly ConnectionEvent[]
  /** Waits for an event of that type and returns the first. */
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

/** A {@link ProxiedChain} whose client goes by a clock of the test. */
export interface TimedChain extends ProxiedChain {
  readonly clock: DrivenClock
}

/** Starts a {@link TimedChain}, for tests that are about deadlines, pauses and stalls. */
export async function createTimedChain(
  options: Parameters<typeof createProxiedChain>[0] & { readonly stepMs?: number } = {},
): Promise<TimedChain> {
  const { stepMs, ...chainOptions } = options
  const clock = createDrivenClock(stepMs === undefined ? {} : { stepMs })
  const chain = await createProxiedChain({ ...chainOptions, clock })
  return {
    ...chain,
    clock,
    async [Symbol.asyncDispose]() {
      await chain[Symbol.asyncDispose]()
      clock[Symbol.dispose]()
    },
  }
}
