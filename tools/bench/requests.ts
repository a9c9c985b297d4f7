import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import {
  type ChainClient,
  connectChain,
  planAxon,
  planHyperparameters,
  planRegistration,
  planStake,
  planSubnet,
  planTake,
  planTransfer,
  readHyperparameters,
  readMetagraph,
  readWeightsState,
  registerSubnet,
  startSubnet,
} from '@subnetkit/chain'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import type { BenchRow } from './bench.js'

const tao = 1_000_000_000n
const [owner, coldkey] = [createKeypair('//Alice'), createKeypair('//Bob')]
const [ownerHotkey, hotkey] = [createKeypair('//owner').address, createKeypair('//new').address]

interface Subject {
  readonly client: ChainClient
  readonly netuid: number
}

/** Most that any of them may take; a test of the chain client holds it. */
const limit = 4

const counted: readonly (readonly [string, (subject: Subject) => Promise<unknown>])[] = [
  ['readMetagraph', ({ client, netuid }) => readMetagraph(client, { netuid })],
  [
    'readWeightsState',
    ({ client, netuid }) => readWeightsState(client, { netuid, mechanism: 0, hotkey: ownerHotkey }),
  ],
  ['readHyperparameters', ({ client, netuid }) => readHyperparameters(client, { netuid })],
  [
    'planHyperparameters',
    ({ client, netuid }) =>
      planHyperparameters(client, { netuid, coldkey: owner.address, wanted: { immunityPeriod: 6_000 } }),
  ],
  [
    'planStake',
    ({ client, netuid }) =>
      planStake(client, { netuid, hotkey: ownerHotkey, coldkey: coldkey.address, atLeast: 50n * tao }),
  ],
  [
    'planSubnet',
    ({ client }) => planSubnet(client, { hotkey, coldkey: coldkey.address, maxLock: 5_000n * tao }),
  ],
  [
    'planRegistration',
    ({ client, netuid }) =>
      planRegistration(client, { netuid, hotkey, coldkey: coldkey.address, maxBurn: 10n * tao }),
  ],
  ['planTake', ({ client }) => planTake(client, { hotkey: ownerHotkey, coldkey: owner.address, take: 0.1 })],
  [
    'planTransfer',
    ({ client }) =>
      planTransfer(client, { coldkey: coldkey.address, payments: [{ to: hotkey, amount: tao }] }),
  ],
  [
    'planAxon',
    ({ client, netuid }) =>
      planAxon(client, { netuid, hotkey: ownerHotkey, host: '203.0.113.7', port: 8091 }),
  ],
]

/** Requests of reads and plans, over a provider in this process. */
export async function requestsBench(): Promise<BenchRow[]> {
  await using devnet = await createDevnet({ seed: 'requests' })
  let requests = 0
  const provider = new Proxy(devnet.provider as ProviderInterface, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (typeof value !== 'function') return value
      if (name !== 'send') return value.bind(target) as unknown
      return (...given: Parameters<ProviderInterface['send']>) => {
        requests++
        return target.send(...given)
      }
    },
  })
  await using client = await connectChain({ provider })
  const netuid = await registerSubnet(client, owner, { hotkey: ownerHotkey, maxLock: 2_000n * tao })
  await startSubnet(client, owner, { netuid })
  const rows: BenchRow[] = []
  for (const [name, work] of counted) {
    requests = 0
    await work({ client, netuid })
    rows.push({
      name: `${name}, requests`,
      value: `${requests}`,
      reference: `${limit} at most`,
      ratio: '',
    })
  }
  return rows
}
