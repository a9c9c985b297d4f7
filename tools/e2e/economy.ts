import {
  type ChainClient,
  connectChain,
  registerNeuron,
  registerSubnet,
  startSubnet,
  transfer,
} from '@subnetkit/chain'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair, type Keypair } from '@subnetkit/wallet'

/** Rao in one TAO. */
export const tao = 1_000_000_000n

export const alice = createKeypair('//Alice')

/** A chain with one started subnet, a client on it, and coldkeys with money. */
export interface Economy extends AsyncDisposable {
  readonly devnet: Devnet
  readonly client: ChainClient
  readonly netuid: number
  readonly owner: Keypair
  /** Registers a new hotkey under a funded coldkey. */
  join(name: string): Promise<{ readonly coldkey: Keypair; readonly hotkey: Keypair; readonly uid: number }>
}

/** Starts an {@link Economy}; blocks are made for each extrinsic. */
export async function createEconomy(
  options: { readonly allowLoopbackAxons?: boolean } = {},
): Promise<Economy> {
  const devnet = await createDevnet({ port: 0, blockTime: 'instant', seed: 'e2e', ...options })
  const client = await connectChain({ endpoint: devnet.url as string })
  const owner = createKeypair('//e2e-owner')
  await transfer(client, alice, { payments: [{ to: owner.address, amount: 2_000n * tao }] })
  const netuid = await registerSubnet(client, owner, {
    hotkey: createKeypair('//e2e-owner//hotkey').address,
    maxLock: 2_000n * tao,
  })
  await startSubnet(client, owner, { netuid })
  return {
    devnet,
    client,
    netuid,
    owner,
    async join(name) {
      const coldkey = createKeypair(`//e2e-${name}//coldkey`)
      const hotkey = createKeypair(`//e2e-${name}//hotkey`)
      await transfer(client, alice, { payments: [{ to: coldkey.address, amount: 1_000n * tao }] })
      const uid = await registerNeuron(client, coldkey, {
        netuid,
        hotkey: hotkey.address,
        maxBurn: 100n * tao,
      })
      return { coldkey, hotkey, uid }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}
