import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, type MetagraphWatch, watchMetagraph } from '@subnetkit/chain'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'

/** A minute on mainnet: a new validator is refused for that long at most. */
const everyBlocks = 5

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
