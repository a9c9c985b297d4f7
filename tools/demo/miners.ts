import { type ChainClient, serveAxon } from '@subnetkit/chain'
import type { TextGenerator } from '@subnetkit/models'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import type { TextProtocol } from '@subnetkit/subnet-text/protocol'
import { type Handlers, type RunningMiner, runMiner } from 'subnetkit'
import { createMinerClient } from 'subnetkit/miner'
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

/** Endpoint of each miner. */
export interface RunningMiners extends AsyncDisposable {
  readonly ports: Readonly<Record<MinerName, number>>
}

/**
 * Starts the seven miners, their axons published. Those that speak the protocol serve validators with a permit, as on
 * mainnet.
 */
export async function startMiners(
  subnet: DemoSubnet,
  chain: ChainClient,
  netuid: number,
  actors: Actors,
  generator: TextGenerator,
): Promise<RunningMiners> {
  const { miners } = actors
  const resources: AsyncDisposable[] = []
  const own = <T extends AsyncDisposable>(resource: T): T => {
    resources.push(resource)
    return resource
  }
  const serve = async (name: MinerName, handlers: Handlers<TextProtocol>): Promise<RunningMiner> => {
    const { hotkey } = miners[name]
    // Failures here are the point of the demo, which reports them itself.
    return own(
      await runMiner(subnet, handlers, { chain, netuid, hotkey, port: 0, signals: false, log: false }),
    )
  }
  /** Claimed by miners that do not run our server. */
  const claim = async (name: MinerName, port: number): Promise<number> => {
    await serveAxon(chain, miners[name].hotkey, { netuid, host, port })
    return port
  }

  const wiretap = createWiretap()
  const client = own(createMinerClient(subnet, { keypair: miners.relay.hotkey }))
  const good = serve('good', wiretap.overhear(createTextMiner({ generator, reader: true })))
  const relay = good.then(({ hotkey, port }) =>
    serve('relay', relayHandlers(client, { hotkey, host, port }, wiretap)),
  )
  const [{ port: goodPort }, { port: relayPort }, weak, constant, dripping, malformed, silent] =
    await Promise.all([
      good,
      relay,
      serve('weak', createTextMiner({ generator, temperature: hotTemperature })),
      serve('constant', constantHandlers()),
      serveDripping().then((server) => claim('dripping', own(server).port)),
      serveMalformed().then((server) => claim('malformed', own(server).port)),
      closedPort().then((port) => claim('silent', port)),
    ])
  return {
    ports: {
      good: goodPort,
      weak: weak.port,
      constant: constant.port,
      relay: relayPort,
      dripping,
      malformed,
      silent,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(resources.map((resource) => resource[Symbol.asyncDispose]()))
    },
  }
}
