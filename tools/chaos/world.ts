import { join } from 'node:path'
import { connectChain, serveAxon } from '@subnetkit/chain'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { serveMiner } from '@subnetkit/transport'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import { createLink, type Link } from './link.js'
import { createSums } from './subnet.js'

/** Miners, by how they answer. Only the one on a bad line may ever be absent. */
export const minerNames = ['exact', 'near', 'moody', 'slow', 'broken', 'flaky'] as const
export type MinerName = (typeof minerNames)[number]

/** Answers that a miner has given, by its hotkey and the question. */
export type Answers = ReadonlyMap<string, readonly number[]>
export const questionKey = (hotkey: string, { a, b }: { readonly a: number; readonly b: number }) =>
  `${hotkey} ${a}+${b}`

/** A chain with a subnet, one validator with a permit, and miners that really serve; all in this process. */
export interface World extends AsyncDisposable {
  readonly netuid: number
  readonly validator: Keypair
  readonly hotkeys: Readonly<Record<MinerName, string>>
  readonly answers: Answers
  /** The bad line of one miner. */
  readonly minerLink: Link | null
  readonly devnet: Devnet
  /** Port of the chain. */
  readonly chainPort: number
  /** Ends the chain and starts it again from its state file, on the same port. */
  restartChain(): Promise<void>
  /** Turns commit-reveal of weights on. */
  hideWeights(): void
}

const netuid = 2
const slowMs = 250
const validatorUri = '//validator-1'
const tempo = 20

export interface WorldOptions {
  readonly directory: string
  /** Miners to start. @default all */
  readonly miners?: readonly MinerName[]
  readonly seed: number
  /** Address of the miners. @default 127.0.0.1 */
  readonly host?: string
}

export async function createWorld({
  directory,
  seed,
  miners = minerNames,
  host = '127.0.0.1',
}: WorldOptions): Promise<World> {
  const options = {
    ...({ blockTime: 'manual', preset: 'fast', allowLoopbackAxons: true } as const),
    stateFile: join(directory, 'chain.state'),
    history: 512,
  }
  let devnet = await createDevnet({ ...options, seed: `chaos ${seed}`, port: 0 })
  const chainPort = Number(new URL(devnet.url ?? '').port)
  const keyOf = (uri: string) => createKeypair(uri)
  const [owner, cold, validator] = ['//Alice', '//Bob', validatorUri].map(keyOf) as [
    Keypair,
    Keypair,
    Keypair,
  ]
  const execute = (signer: Keypair, call: string, args: object) => {
    const { error } = devnet
      .impersonate(signer.address)
      .execute('SubtensorModule', call as never, args as never)
    if (error !== null) throw new Error(`the devnet refused ${call}: ${error}`)
  }
  execute(owner, 'register_network', { hotkey: keyOf('//owner').address })
  const register = (key: Keypair) => execute(cold, 'burned_register', { netuid, hotkey: key.address })
  register(validator)
  execute(owner, 'start_call', { netuid })
  execute(cold, 'add_stake', { netuid, hotkey: validator.address, amount_staked: 10n ** 11n })
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], tempo)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 1n)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'ServingRateLimit', [netuid], 0n)

  const answers = new Map<string, number[]>()
  const resources: AsyncDisposable[] = []
  const own = <T extends AsyncDisposable>(resource: T) => {
    resources.push(resource)
    return resource
  }
  const hotkeys: Partial<Record<MinerName, string>> = {}
  let minerLink: Link | null = null
  const client = await connectChain({ provider: devnet.provider.clone() })
  const mining = setInterval(() => devnet.mine(), 20)
  try {
    for (const name of miners) {
      const key = keyOf(`//miner//${name}`)
      register(key)
      hotkeys[name] = key.address
      const record = (input: { a: number; b: number }, sum: number) => {
        const at = questionKey(key.address, input)
        answers.set(at, [...(answers.get(at) ?? []), sum])
        return { sum }
      }
      const server = own(
        await serveMiner(
          createSums(),
          {
            async add({ input }) {
              const sum = await answerOf(name, input)
              return record(input, sum)
            },
          },
          { hotkey: key.address, admission: null, rateLimit: null, host },
        ),
      )
      let { port } = server
      if (name === 'flaky') {
        minerLink = own(await createLink({ name: 'to a miner', to: port, toHost: host, host }))
        port = minerLink.port
      }
      await serveAxon(client, key, { netuid, host, port })
    }
  } finally {
    clearInterval(mining)
    await client.close()
  }
  for (let epoch = 0; epoch < 3; epoch++) devnet.mineUntilEpoch(netuid)

  return {
    netuid,
    validator,
    hotkeys: hotkeys as Record<MinerName, string>,
    answers,
    minerLink,
    get devnet() {
      return devnet
    },
    chainPort,
    async restartChain() {
      await devnet.close()
      devnet = await createDevnet({ ...options, port: chainPort })
    },
    hideWeights: () => devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], true),
    async [Symbol.asyncDispose]() {
      for (const resource of resources.reverse()) await resource[Symbol.asyncDispose]()
      await devnet.close()
    },
  }
}

let moods = 0

async function answerOf(name: MinerName, { a, b }: { a: number; b: number }): Promise<number> {
  switch (name) {
    case 'near':
      return a + b + (a % 4)
    case 'moody':
      // Another answer each time that it is asked the same.
      return a + b + (moods++ % 7)
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, slowMs))
      return a + b + 1
    case 'broken':
      if (a % 3 === 0) throw new Error('this miner cannot add that')
      return a + b
    default:
      return a + b
  }
}
