import type { ChainClient } from '@subnetkit/chain'
import type { Log } from '../log/log.js'
import { logChain } from '../log/log-chain.js'
import type { NeuronOptions } from './options.js'
import type { Resources } from './resources.js'

/**
 * Opens the connection that the options name and logs its events. The caller's own connection stays open; any other is
 * closed with `resources`. Throws the errors of connectChain.
 */
export async function openChain(
  { network = [], chain }: Pick<NeuronOptions, 'network' | 'chain'>,
  log: Log,
  resources: Resources,
): Promise<ChainClient> {
  const client = chain ?? resources.own(await connect(network))
  resources.defer(logChain(client, log))
  return client
}

async function connect(network: string | readonly string[]): Promise<ChainClient> {
  const { connectChain } = await import('@subnetkit/chain')
  return connectChain({ network })
}
