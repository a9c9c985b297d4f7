import { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import type { WeightRow } from '../outbox/weights-chain.js'

/** A devnet with a subnet on which a validator, uid 1, may set weights at once. */
export interface WeightsDevnet extends AsyncDisposable {
  readonly devnet: Devnet
  readonly netuid: number
  readonly hotkey: Keypair
  readonly uid: number
  row(mechanism?: number): WeightRow
  /** Extrinsics of the validator that blocks have included. */
  included(): number
}

const netuid = 2
const uid = 1

export async function createWeightsDevnet(
  options: DevnetOptions & {
    readonly commitReveal?: boolean
    readonly tempo?: number
    readonly hotkey?: Keypair
  } = {},
): Promise<WeightsDevnet> {
  const { commitReveal = false, tempo = 20, hotkey = createKeypair('//Bob//hot'), ...rest } = options
  const devnet = await createDevnet({ blockTime: 'instant', seed: 'weights', preset: 'fast', ...rest })
  const set = (item: string, keys: readonly unknown[], value: unknown) =>
    devnet.setStorage('SubtensorModule', item as 'Tempo', keys as [number], value as number)
  const owner = devnet.impersonate(createKeypair('//Alice').address)
  owner.execute('SubtensorModule', 'register_network', { hotkey: createKeypair('//Alice//hot').address })
  const bob = devnet.impersonate(createKeypair('//Bob').address)
  bob.execute('SubtensorModule', 'burned_register', { netuid, hotkey: hotkey.address })
  for (const name of ['Charlie', 'Dave']) {
    const miner = createKeypair(`//${name}`)
    devnet.impersonate(miner.address).execute('SubtensorModule', 'burned_register', {
      netuid,
      hotkey: createKeypair(`//${name}//hot`).address,
    })
  }
  owner.execute('SubtensorModule', 'start_call', { netuid })
  bob.execute('SubtensorModule', 'add_stake', { netuid, hotkey: hotkey.address, amount_staked: 10n ** 11n })
  set('Tempo', [netuid], tempo)
  set('WeightsSetRateLimit', [netuid], 0n)
  set('CommitRevealWeightsEnabled', [netuid], commitReveal)
  // The permit is dealt by an epoch.
  devnet.mineUntilEpoch(netuid)
  devnet.mine()
  if (!devnet.state.SubtensorModule.ValidatorPermit.get(netuid)[uid]) throw new Error('no permit was dealt')
  return {
    devnet,
    netuid,
    hotkey,
    uid,
    row: (mechanism = 0) => devnet.state.SubtensorModule.Weights.get(mechanism * 4096 + netuid, uid),
    included: () =>
      devnet.state.System.Account.get(`0x${Buffer.from(hotkey.publicKey).toString('hex')}`).nonce,
    [Symbol.asyncDispose]: () => devnet.close(),
  }
}
