import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import type { Registry } from '@polkadot/types/types'
import { u8aConcat, u8aToHex } from '@polkadot/util'
import { xxhashAsU8a } from '@polkadot/util-crypto'
import { createKeypair } from '@subnetkit/wallet'
import { planCommitment, readCommitment } from '../actions/commitments.js'
import { planSubnetIdentity } from '../actions/identity.js'
import { planRegistration } from '../actions/register-neuron.js'
import { planSubnet } from '../actions/register-subnet.js'
import { planMoveStake, planRemoveStake } from '../actions/remove-stake.js'
import { planAxon } from '../actions/serve-axon.js'
import { addStake, planAddStake, planStake } from '../actions/stake.js'
import { planStart } from '../actions/start-subnet.js'
import { planTake } from '../actions/take.js'
import { planTransfer } from '../actions/transfer.js'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import { planHyperparameters } from '../hyperparameters/plan.js'
import { readHyperparameters } from '../hyperparameters/state.js'
import { readMetagraph } from '../metagraph/read.js'
import { readWeightsState } from '../weights/state.js'
import { alice, bob, createDevSubnet, type DevSubnet, tao } from './dev-subnet.js'

/** One request to the node. */
export interface RecordedRequest {
  readonly method: string
  readonly params: readonly unknown[]
}

/** A {@link DevSubnet} with a client of its own, whose requests are recorded. */
export interface RecordedChain extends AsyncDisposable {
  readonly subnet: DevSubnet
  readonly client: ChainClient
  /** Requests that `work` made. */
  requestsOf(work: (chain: RecordedChain) => Promise<unknown>): Promise<readonly RecordedRequest[]>
}

/** Starts a {@link RecordedChain}. */
export async function createRecordedChain(
  options: Parameters<typeof createDevSubnet>[0] = {},
): Promise<RecordedChain> {
  const subnet = await createDevSubnet(options)
  const requests: RecordedRequest[] = []
  const provider = new Proxy(subnet.devnet.provider as ProviderInterface, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target) as unknown
      return (method: string, params: unknown[], ...rest: boolean[]) => {
        requests.push({ method, params })
        return target.send(method, params, ...rest)
      }
    },
  })
  const client = await connectChain({ provider })
  const chain: RecordedChain = {
    subnet,
    client,
    async requestsOf(work) {
      requests.length = 0
      await work(chain)
      return [...requests]
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await subnet[Symbol.asyncDispose]()
    },
  }
  return chain
}

const stranger = createKeypair('//recorded').address

type Work = (chain: RecordedChain) => Promise<unknown>

/** Gives the plans that remove and move stake something to do; the subnet has to be started. */
export async function stakeFirst({ client, subnet }: RecordedChain): Promise<void> {
  await addStake(client, bob, { ...ownNeuron(subnet), amount: 50n * tao })
}

/** Reads and plans by name, each on a fresh subject, so that every plan has something to do. */
export const recordedWork = {
  readMetagraph: ({ client, subnet }) => readMetagraph(client, { netuid: subnet.netuid }),
  'readMetagraph by storage': ({ client, subnet }) =>
    readMetagraph(client, { netuid: subnet.netuid, sources: ['storage'] }),
  readWeightsState: ({ client, subnet }) =>
    readWeightsState(client, { netuid: subnet.netuid, mechanism: 0, hotkey: subnet.ownerHotkey.address }),
  readHyperparameters: ({ client, subnet }) => readHyperparameters(client, { netuid: subnet.netuid }),
  readCommitment: ({ client, subnet }) => readCommitment(client, { netuid: subnet.netuid, hotkey: stranger }),
  planHyperparameters: ({ client, subnet }) =>
    planHyperparameters(client, {
      netuid: subnet.netuid,
      coldkey: alice.address,
      wanted: { immunityPeriod: 6_000, rho: 12 },
    }),
  planStake: ({ client, subnet }) =>
    planStake(client, { ...ownNeuron(subnet), coldkey: bob.address, atLeast: 50n * tao }),
  planAddStake: ({ client, subnet }) =>
    planAddStake(client, { ...ownNeuron(subnet), coldkey: bob.address, amount: 50n * tao }),
  planRemoveStake: ({ client, subnet }) =>
    planRemoveStake(client, { ...ownNeuron(subnet), coldkey: bob.address, amount: tao }),
  planMoveStake({ client, subnet }) {
    const from = ownNeuron(subnet)
    return planMoveStake(client, { coldkey: bob.address, from, to: { ...from, netuid: 0 }, amount: tao })
  },
  planSubnet: ({ client }) =>
    planSubnet(client, {
      hotkey: stranger,
      coldkey: bob.address,
      maxLock: 5_000n * tao,
      identity: { name: 'recorded' },
    }),
  planSubnetIdentity: ({ client, subnet }) =>
    planSubnetIdentity(client, {
      netuid: subnet.netuid,
      coldkey: alice.address,
      identity: { name: 'recorded' },
    }),
  planStart: ({ client, subnet }) => planStart(client, { netuid: subnet.netuid, coldkey: alice.address }),
  planRegistration: ({ client, subnet }) =>
    planRegistration(client, {
      netuid: subnet.netuid,
      hotkey: stranger,
      coldkey: bob.address,
      maxBurn: 10n * tao,
    }),
  planTake: ({ client, subnet }) =>
    planTake(client, { hotkey: subnet.ownerHotkey.address, coldkey: alice.address, take: 0.1 }),
  planTransfer: ({ client }) =>
    planTransfer(client, { coldkey: bob.address, payments: [{ to: stranger, amount: tao }] }),
  planAxon: ({ client, subnet }) =>
    planAxon(client, { ...ownNeuron(subnet), host: '203.0.113.7', port: 8091 }),
  planCommitment: ({ client, subnet }) =>
    planCommitment(client, {
      ...ownNeuron(subnet),
      fields: [{ kind: 'Raw', data: Uint8Array.of(1, 2) }],
    }),
} as const satisfies Readonly<Record<string, Work>>

const ownNeuron = ({ netuid, ownerHotkey }: DevSubnet) => ({ netuid, hotkey: ownerHotkey.address })

/** Storage items and runtime APIs that requests ask for, by the chain's names. */
export function askedBy(registry: Registry, requests: readonly RecordedRequest[]): readonly string[] {
  const items = new Map(
    registry.metadata.pallets.flatMap(({ storage }) => {
      const { prefix, items: all } = storage.unwrapOr({ prefix: '', items: [] })
      return all.map(({ name }) => [prefixOf(`${prefix}`, `${name}`), `${prefix}.${name}`] as const)
    }),
  )
  const names = requests.flatMap(({ method, params }) => {
    const [first] = params
    if (method === 'state_call') return [String(first).replace(/_/, '.')]
    const keys = method === 'state_queryStorageAt' ? (first as string[]) : [String(first)]
    return keys.flatMap((key) => items.get(key.slice(0, 66)) ?? [])
  })
  return [...new Set(names)].toSorted()
}

/** Common prefix of every key of an item: the hashes of both names. */
function prefixOf(pallet: string, item: string): string {
  return u8aToHex(u8aConcat(xxhashAsU8a(pallet, 128), xxhashAsU8a(item, 128)))
}
