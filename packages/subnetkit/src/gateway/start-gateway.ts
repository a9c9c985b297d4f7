import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, type MetagraphWatch, watchMetagraph } from '@subnetkit/chain'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import {
  type Candidates,
  createGateway,
  type GatewayModel,
  gatewayError,
  keyAdmin,
  serveAdmin,
} from '@subnetkit/gateway'
import { createMinerClient } from '@subnetkit/transport'
import type { Log } from '../log/log.js'
import { openChain } from '../neuron/connect.js'
import { devnetChain } from '../neuron/devnet-chain.js'
import { openHotkey } from '../neuron/hotkey.js'
import type { Resources } from '../neuron/resources.js'
import { adminSocket, openGatewayState } from './open-state.js'
import type { GatewaySettings } from './options.js'

interface GatewayParts<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly settings: GatewaySettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link runGateway} does once its options are parsed. */
export async function startGateway<P extends Protocol, F extends Families<P>>(parts: GatewayParts<P, F>) {
  const { subnet, settings, log, resources } = parts
  const { views } = subnet
  if (views?.chat === undefined) throw gatewayError('VIEW_MISSING', { subnet: subnet.name })
  const { address, requestSigner: signer } = await openHotkey('runGateway', settings, {
    ...{ requests: true, log, resources },
  })
  if (signer === null) throw new Error('a hotkey that signs no requests') // asked for above
  const chain = await openChain(settings, log, resources)
  const watch = await followMiners(chain, settings.netuid, log, resources)
  const isDevnet = chain.api.runtimeChain.toString() === devnetChain
  const client = resources.own(
    createMinerClient(subnet as Subnet, {
      ...('sign' in signer ? { keypair: signer } : { signer }),
      allowPrivateAddresses: settings.allowPrivateAddresses ?? isDevnet,
      receipts: null,
    }),
  )
  const model: GatewayModel = {
    ...{ id: settings.model ?? subnet.name, aliases: settings.aliases, owner: `subnet-${settings.netuid}` },
    created: Math.floor(Date.now() / 1_000),
    views,
    price: { fixed: settings.priceFixed, perThousandTokens: settings.pricePerThousandTokens },
    candidates: () => minersOf(watch, address),
    query: (miner, synapse, input, options) => client.query(miner, synapse, input, options),
  }
  const database = settings.database ?? resources.own(await openGatewayState(settings))
  const { cap, capSeconds, host, port, maxBodyBytes, origins, stopMs } = settings
  const gateway = resources.own(
    await createGateway({
      ...{ models: [model], database, host, port, maxBodyBytes, origins, stopMs },
      ...(cap !== undefined && { cap: { amount: cap, periodMs: capSeconds * 1_000 } }),
      redisUrl: settings.redisUrl,
      unready: () => (minersOf(watch, address).miners.length > 0 ? null : 'no miner serves'),
      onError: (error, id) => {
        const { code, message } = toSubnetError(error)
        log.write('error', { event: 'request-failed', code, message: `${id}: ${message}`, error })
      },
    }),
  )
  const socket = settings.database === undefined ? adminSocket(settings) : null
  if (socket !== null) resources.own(await serveAdmin(socket, keyAdmin(gateway)))
  const message = `${address} offers ${subnet.name} of subnet ${settings.netuid} as ${model.id} at ${gateway.url}/v1; keys: ${database.place}`
  log.write('info', { event: 'serving', message })
  const { url, keys, ledger } = gateway
  return { hotkey: address, url, host: gateway.host, port: gateway.port, model: model.id, keys, ledger }
}

/** Blocks between two reads of the metagraph: an axon that moves is found within half a minute. */
const everyBlocks = 2

async function followMiners(
  chain: ChainClient,
  netuid: number,
  log: Log,
  resources: Resources,
): Promise<MetagraphWatch> {
  const watch = resources.own(
    watchMetagraph(chain, {
      ...{ netuid, everyBlocks },
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

/** Neurons that serve, without the gateway's own. */
function minersOf(watch: MetagraphWatch, own: string): Candidates {
  const current = watch.current()
  if (current === null) return { miners: [], stale: true }
  const miners = current.metagraph.neurons.flatMap(({ hotkey, coldkey, axon, registeredAt, incentive }) =>
    axon === null || hotkey === own
      ? []
      : [{ hotkey, coldkey, host: axon.host, port: axon.port, registeredAt, incentive }],
  )
  return { miners, stale: current.stale }
}
