import { connectChain, submitAsRoot } from '@subnetkit/chain'
import type { Subnet } from '@subnetkit/core'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { type Handlers, runMiner } from 'subnetkit'
import { issueKey, runGateway } from 'subnetkit/gateway'
import { openDatabase } from 'subnetkit/validator'
import { createActors } from '../actors.js'
import { blockTimeMs, jumpOverEpoch } from '../clock.js'
import { buildEconomy, tao } from '../economy.js'
import type { Progress } from '../progress.js'
import { forDemo } from '../validators.js'

/** A subnet of the demo of four. */
export interface Part {
  readonly subnet: Subnet
  readonly miners: number
  /** Micro-credits for an answer. */
  readonly price: number
}

/** A subnet that runs: its miners are on chain, and a gateway offers it. */
export interface Offered {
  readonly netuid: number
  /** Hotkeys of its miners. */
  readonly miners: readonly string[]
  /** URL of its gateway, and a key of it. */
  readonly via: { readonly gateway: string; readonly key: string }
  /** Closes a resource when the demo ends. */
  own<T extends AsyncDisposable>(resource: T): T
  /** Starts the miners, each with handlers of its own. */
  serve(handlersOf: (at: number) => unknown): Promise<void>
}

export interface ComposedStage extends AsyncDisposable {
  readonly folder: string
  /** Offers a subnet: registers it with its miners, and starts its gateway. */
  offer(part: Part): Promise<Offered>
}

/** Opens a chain for several subnets, and one database for their gateways. */
export async function openStage(seed: string, folder: string, progress: Progress): Promise<ComposedStage> {
  const stack = createStack()
  const devnet = stack.use(
    await createDevnet({ seed, port: 0, blockTime: blockTimeMs, allowLoopbackAxons: true }),
  )
  const chain = stack.use(await connectChain({ endpoint: devnet.url as string }))
  // Four subnets in a row, where the chain allows one a day.
  const call = { pallet: 'AdminUtils', call: 'sudo_set_network_rate_limit', args: [0] }
  await submitAsRoot(chain, createKeypair('//Alice'), call)
  const database = stack.use(await openDatabase({ memory: true }))
  return {
    folder,
    async offer({ subnet, miners: count, price }) {
      const names = Array.from({ length: count }, (_, at) => `miner-${at + 1}`)
      const actors = createActors(`${seed}-${subnet.name}`, names)
      const quiet = {
        ...progress,
        step: <T>(_name: string, _text: unknown, work: () => Promise<T>) => work(),
      }
      const netuid = await buildEconomy(chain, actors, forDemo(subnet).hyperparameters, quiet, lock)
      // The epoch gives the gateway's hotkey the permit without which miners do not answer it.
      jumpOverEpoch(devnet, netuid)
      const own = { chain, netuid, port: 0, signals: false, log: false } as const
      const gateway = stack.use(
        await runGateway(subnet, {
          ...own,
          ...{ database, hotkey: actors.validators[0]!.hotkey, priceFixed: price, stopMs: 1_000 },
          // A piece of a model in base64.
          maxBodyBytes: 8_388_608,
        }),
      )
      const { key } = await issueKey(gateway, { name: subnet.name, cap: 1_000_000n })
      return {
        ...{ netuid, miners: actors.miners.map(({ hotkey }) => hotkey.address) },
        via: { gateway: gateway.url, key },
        own: (resource) => stack.use(resource),
        async serve(handlersOf) {
          for (const [at, { hotkey }] of actors.miners.entries()) {
            const handlers = handlersOf(at) as Handlers<Subnet['protocol']>
            stack.use(await runMiner(subnet, handlers, { ...own, hotkey }))
          }
          await refreshed(gateway.url)
        },
      }
    },
    [Symbol.asyncDispose]: () => stack.close(),
  }
}

/** Most that a subnet may cost: the price doubles with each. */
const lock = 20_000n * tao

/** Waits until the gateway has seen a miner on chain. */
async function refreshed(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if ((await fetch(`${url}/readyz`)).ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} sees no miner`)
}

/** Resources that close in the reverse of the order in which they were opened. */
function createStack() {
  const resources: AsyncDisposable[] = []
  return {
    use<T extends AsyncDisposable>(resource: T): T {
      resources.push(resource)
      return resource
    },
    async close() {
      for (const resource of resources.reverse()) await resource[Symbol.asyncDispose]()
    },
  }
}
