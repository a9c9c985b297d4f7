import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, type MetagraphWatch, watchMetagraph } from '@subnetkit/chain'
import type { Log } from '../log/log.js'
import { devnetChain } from '../neuron/devnet-chain.js'
import type { Resources } from '../neuron/resources.js'

/** A minute on mainnet: a new validator is refused for that long at most. */
const everyBlocks = 5

/**
 * Returns in one word why a miner that admits by registration is not ready: its chain is lost, or has stalled, or the
 * metagraph is not read any more. Null if it is. On a devnet, blocks may come on demand only.
 */
export function unreadyOf(chain: Pick<ChainClient, 'status' | 'api'>, watch: MetagraphWatch): string | null {
  const current = watch.current()
  if (current === null) return 'metagraph'
  const { connected, stalled } = chain.status()
  if (!connected || (stalled && chain.api.runtimeChain.toString() !== devnetChain)) return 'chain'
  return current.stale && current.ageBlocks >= everyBlocks ? 'metagraph' : null
}

/** Follows the metagraph, and warns when the miner itself is not, or no longer, registered. */
export async function followSubnet(
  chain: ChainClient,
  { netuid, hotkey }: { readonly netuid: number; readonly hotkey: string },
  log: Log,
  resources: Resources,
): Promise<MetagraphWatch> {
  let wasThere: boolean | null = null
  const watch = resources.own(
    watchMetagraph(chain, {
      netuid,
      everyBlocks,
      onUpdate({ metagraph }) {
        const isThere = metagraph.neurons.some((neuron) => neuron.hotkey === hotkey)
        if (!isThere && wasThere !== false) {
          const since = wasThere === null ? 'is not' : 'is no longer'
          const message = `${hotkey} ${since} registered on subnet ${netuid}: it gets no requests from validators`
          log.write('warn', { event: 'not-registered', message })
        }
        wasThere = isThere
      },
      onError(thrown) {
        const { code, message: why } = toSubnetError(thrown)
        const message = `the metagraph of subnet ${netuid} cannot be read; the last one stays in use: ${why}`
        log.write('warn', { event: 'metagraph-unread', code, message })
      },
    }),
  )
  await watch.refresh()
  return watch
}
