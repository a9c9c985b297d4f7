import { type ChainClient, type MetagraphWatch, serveAxon } from '@subnetkit/chain'
import { createTextMiner, type TextGenerator, type TextProtocol } from '@subnetkit/subnet-text'
import {
  createMinerClient,
  type Handlers,
  type MinerServer,
  metagraphAdmission,
  serveMiner,
} from '@subnetkit/transport'
import type { Actors, MinerName } from './actors.js'
import { constantHandlers } from './miners/constant.js'
import { serveDripping } from './miners/dripping.js'
import { serveMalformed } from './miners/malformed.js'
import { createWiretap, relayHandlers } from './miners/relay.js'
import { closedPort } from './miners/silent.js'
import type { DemoSubnet } from './subnet.js'

const host = '127.0.0.1'
/** Sampling this hot makes the same model lose its thread about every second time. */
const hotTemperature = 1.8

/** Where each miner can be reached. */
export interface RunningMiners extends AsyncDisposable {
  readonly ports: Readonly<Record<MinerName, number>>
}

/** Starts the seven miners. Those that speak the protocol serve validators with a permit, as on mainnet. */
export async function startMiners(
  subnet: DemoSubnet,
  netuid: number,
  actors: Actors,
  metagraph: MetagraphWatch,
  generator: TextGenerator,
): Promise<RunningMiners> {
  const { miners } = actors
  const resources: AsyncDisposable[] = []
  const own = <T extends AsyncDisposable>(resource: T): T => {
    resources.push(resource)
    return resource
  }
  const serve = async (name: MinerName, handlers: Handlers<TextProtocol>): Promise<MinerServer> => {
    const admission = metagraphAdmission({ netuid, metagraph: () => metagraph.current()?.metagraph ?? null })
    return own(await serveMiner(subnet, handlers, { hotkey: miners[name].hotkey.address, admission }))
  }

  const wiretap = createWiretap()
  const good = await serve('good', wiretap.overhear(createTextMiner({ generator, reader: true })))
  const weak = await serve('weak', createTextMiner({ generator, temperature: hotTemperature }))
  const constant = await serve('constant', constantHandlers())
  const client = own(createMinerClient(subnet, { keypair: miners.relay.hotkey }))
  const rival = { hotkey: good.hotkey, host, port: good.port }
  const relay = await serve('relay', relayHandlers(client, rival, wiretap))
  const dripping = own(await serveDripping())
  const malformed = own(await serveMalformed())

  return {
    ports: {
      good: good.port,
      weak: weak.port,
      constant: constant.port,
      relay: relay.port,
      dripping: dripping.port,
      malformed: malformed.port,
      silent: await closedPort(),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(resources.map((resource) => resource[Symbol.asyncDispose]()))
    },
  }
}

/** Publishes where each miner serves, or claims to. */
export async function publishAxons(
  client: ChainClient,
  netuid: number,
  actors: Actors,
  ports: RunningMiners['ports'],
): Promise<void> {
  await Promise.all(
    Object.entries(ports).map(([name, port]) =>
      serveAxon(client, actors.miners[name as MinerName].hotkey, { netuid, host, port }),
    ),
  )
}
