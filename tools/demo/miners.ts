import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChainClient, serveAxon } from '@subnetkit/chain'
import type { MinerEndpoint } from '@subnetkit/core'
import { runMiner } from 'subnetkit'
import type { Actor, Actors } from './actors.js'
import type { Production } from './cast.js'

const host = '127.0.0.1'

/** Endpoint of each miner. */
export interface RunningMiners extends AsyncDisposable {
  readonly ports: Readonly<Record<string, number>>
}

/** Starts all miners of a cast at once, their axons published. */
export async function startMiners(
  { subnet, miners }: Production,
  chain: ChainClient,
  netuid: number,
  actors: Actors,
  folder: string,
): Promise<RunningMiners> {
  const resources: AsyncDisposable[] = []
  const own = <T extends AsyncDisposable>(resource: T): T => {
    resources.push(resource)
    return resource
  }
  const started = new Map<string, Promise<MinerEndpoint>>()
  /** A miner that another one asks for starts with it. */
  function start(name: string): Promise<MinerEndpoint> {
    const actor = actors.miners.find((one) => one.name === name)
    if (actor === undefined) throw new Error(`the demo has no miner ${name}`)
    const starting = started.get(name) ?? startOne(actor)
    started.set(name, starting)
    return starting
  }
  async function startOne({ name, hotkey }: Actor): Promise<MinerEndpoint> {
    let port: number | undefined
    const place = join(folder, name)
    await mkdir(place)
    await miners[name]?.start({
      hotkey,
      folder: place,
      own,
      async serve(handlers) {
        // Failures here are the point of the demo, which reports them itself.
        const options = { chain, netuid, hotkey, port: 0, signals: false, log: false } as const
        port = own(await runMiner(subnet, handlers, options)).port
      },
      async claim(local) {
        await serveAxon(chain, hotkey, { netuid, host, port: local })
        port = local
      },
      endpointOf: async (other) => start(other),
    })
    if (port === undefined) throw new Error(`the miner ${name} of the demo published no axon`)
    return { hotkey: hotkey.address, host, port }
  }

  const endpoints = await Promise.all(actors.miners.map(({ name }) => start(name)))
  return {
    ports: Object.fromEntries(actors.miners.map(({ name }, at) => [name, endpoints[at]!.port])),
    async [Symbol.asyncDispose]() {
      await Promise.all(resources.map((resource) => resource[Symbol.asyncDispose]()))
    },
  }
}
