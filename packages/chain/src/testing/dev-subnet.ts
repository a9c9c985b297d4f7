import { u8aToHex } from '@polkadot/util'
import { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
import { createKeypair, decodeAddress, type Keypair } from '@subnetkit/wallet'
import { registerSubnet } from '../actions/register-subnet.js'
import { startSubnet } from '../actions/start-subnet.js'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'

/** Rao in one TAO. */
export const tao = 1_000_000_000n

/** A coldkey with a million TAO. */
export const alice = createKeypair('//Alice')
/** Another one. */
export const bob = createKeypair('//Bob')

/** The account of an address, as the state of a devnet names it. */
export const accountOf = (address: string) => u8aToHex(decodeAddress(address))

/** A devnet in this process, which makes a block for every extrinsic, and one subnet that Alice owns. */
export interface DevSubnet extends AsyncDisposable {
  readonly devnet: Devnet
  readonly client: ChainClient
  readonly netuid: number
  readonly ownerHotkey: Keypair
  /** Returns how many blocks `work` made, which here is how many extrinsics it sent. */
  blocksMadeBy(work: () => Promise<unknown>): Promise<number>
}

/** Starts a {@link DevSubnet}; the subnet emits from its second block on unless `started` is false. */
export async function createDevSubnet(
  options: DevnetOptions & { readonly started?: boolean } = {},
): Promise<DevSubnet> {
  const { started = true, ...rest } = options
  const devnet = await createDevnet({ blockTime: 'instant', seed: 'commands', ...rest })
  const client = await connectChain({ provider: devnet.provider })
  const ownerHotkey = createKeypair('//owner-hotkey')
  const netuid = await registerSubnet(client, alice, {
    hotkey: ownerHotkey.address,
    maxLock: 2_000n * tao,
  })
  if (started) await startSubnet(client, alice, { netuid })
  return {
    devnet,
    client,
    netuid,
    ownerHotkey,
    async blocksMadeBy(work) {
      const before = devnet.head.number
      await work()
      return devnet.head.number - before
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await devnet.close()
    },
  }
}
