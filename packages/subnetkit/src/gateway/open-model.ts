import { toSubnetError } from '@subnetkit/base'
import { type ChainClient, type MetagraphWatch, watchMetagraph } from '@subnetkit/chain'
import type { Families, MinerClient, Protocol, Subnet } from '@subnetkit/core'
import type { Candidates, GatewayModel, Price } from '@subnetkit/gateway'
import { createMinerClient } from '@subnetkit/transport'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import type { Log } from '../log/log.js'
import { openTracing } from '../metrics/tracing.js'
import { openChain } from '../neuron/connect.js'
import { devnetChain } from '../neuron/devnet-chain.js'
import { openHotkey } from '../neuron/hotkey.js'
import type { NeuronOptions } from '../neuron/options.js'
import type { Resources } from '../neuron/resources.js'
import { logInvalid } from '../validator/open-client.js'
import { followModelCards } from './model-cards.js'

interface OpenModelParameters {
  /** Name of the function that was called, for errors. */
  readonly place: string
  readonly settings: Pick<NeuronOptions, 'network' | 'chain' | 'wallet' | 'hotkey' | 'signer'> & {
    readonly netuid: number
    readonly allowPrivateAddresses?: boolean | undefined
    readonly telemetry?: boolean | undefined
  }
  readonly log: Log
  readonly resources: Resources
  /** @default the name of the subnet */
  readonly model?: string | undefined
  readonly aliases?: readonly string[] | undefined
  readonly price: Price
  /** Collects the receipts of miners. @default false */
  readonly receipts?: boolean | undefined
  /** Client of a validator of this process, which stays its own to close. @default a client of its own */
  readonly client?: MinerClient<Protocol> | undefined
}

/** A subnet whose miners are found on chain and asked in the name of a hotkey. */
export interface OpenedModel {
  /** SS58 address that miners see. */
  readonly address: string
  readonly model: GatewayModel
  /** Connection on which the miners are found. */
  readonly chain: ChainClient
  /** Signs for the hotkey. */
  readonly signer: Keypair | MessageSigner
  /** Genesis hash of the chain. */
  readonly genesis: string
}

/** Finds the miners of a subnet on chain, and opens a client for them. Throws CONFIG_INVALID, and the errors of the wallet and the chain. */
export async function openModel<P extends Protocol, F extends Families<P>>(
  subnet: Pick<Subnet<P, F>, 'name' | 'protocol' | 'views'>,
  parameters: OpenModelParameters,
): Promise<OpenedModel> {
  const { place, settings, log, resources, model: id, aliases = [], price, receipts = false } = parameters
  const hotkey = await openHotkey(place, settings, { requests: true, log, resources })
  const { address, requestSigner: signer } = hotkey
  if (signer === null) throw new Error('a hotkey that signs no requests') // asked for above
  const chain = await openChain(settings, log, resources)
  const watch = await followMiners(chain, settings.netuid, log, resources)
  const isDevnet = chain.api.runtimeChain.toString() === devnetChain
  const opened: MinerClient<Protocol> =
    parameters.client ??
    resources.own(
      createMinerClient<Protocol>(subnet, {
        ...('sign' in signer ? { keypair: signer } : { signer }),
        allowPrivateAddresses: settings.allowPrivateAddresses ?? isDevnet,
        receipts: receipts ? { maxBytes: mostReceiptBytes, onInvalid: logInvalid(log) } : null,
      }),
    )
  // A validator's client writes its own spans.
  const tracing = await openTracing(settings.telemetry === true && parameters.client === undefined)
  const client = tracing?.client(opened, settings.netuid) ?? opened
  const { collectReceipts } = client
  const cards = receipts
    ? resources.own(
        await followModelCards({
          ...{ chain, netuid: settings.netuid, log },
          hotkeys: () => minersOf(watch, address).miners.map(({ hotkey: miner }) => miner),
        }),
      )
    : null
  const model: GatewayModel = {
    ...{ id: id ?? subnet.name, aliases, owner: `subnet-${settings.netuid}` },
    created: Math.floor(Date.now() / 1_000),
    ...{ subnet: subnet.name, protocol: subnet.protocol, views: subnet.views ?? {}, price },
    candidates: () => minersOf(watch, address),
    query: (miner, synapse, input, options) => client.query(miner, synapse, input, options),
    stream: (miner, synapse, input, options) =>
      client.stream(miner, synapse as never, input as never, options),
    netuid: settings.netuid,
    cardOf: cards?.of,
    collectReceipts:
      collectReceipts && (async (miner, options) => (await collectReceipts(miner, options)).proven),
  }
  return { address, model, chain, signer, genesis: chain.api.genesisHash.toHex() }
}

/** Size of questions and answers that wait for the receipts of miners, in bytes. */
const mostReceiptBytes = 16_777_216

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
  const miners = current.metagraph.neurons.flatMap(
    ({ uid, hotkey, coldkey, axon, registeredAt, incentive }) =>
      axon === null || hotkey === own
        ? []
        : [{ uid, hotkey, coldkey, host: axon.host, port: axon.port, registeredAt, incentive }],
  )
  return { miners, stale: current.stale, block: current.metagraph.block }
}
