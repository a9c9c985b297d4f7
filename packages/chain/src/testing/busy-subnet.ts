import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'

/** A devnet with a subnet on which a lot has happened. */
export interface BusySubnet extends AsyncDisposable {
  readonly devnet: Devnet
  readonly netuid: number
  readonly owner: string
  /** The coldkey of all hotkeys but the owner's. */
  readonly coldkey: string
}

const tao = 1_000_000_000n
const netuid = 2

/** Public addresses without known keys. */
export const hotkeyOf = (name: string): string => createKeypair(`//${name}`).address

/**
 * Makes it: an owner, nine neurons with alpha and root stake, of whom one is the child of another, permits and
 * dividends of real epochs, axons of both kinds and one that was reset, two mechanisms, identities, and uids that
 * changed hands.
 */
export async function createBusySubnet(): Promise<BusySubnet> {
  const devnet = await createDevnet({ port: 0, blockTime: 'manual', seed: 'busy', preset: 'fast' })
  const owner = hotkeyOf('Alice')
  const coldkey = hotkeyOf('Bob')
  const [asOwner, asColdkey] = [devnet.impersonate(owner), devnet.impersonate(coldkey)]
  const done = ({ error }: { readonly error: string | null }) => {
    if (error !== null) throw new Error(error)
  }
  done(asOwner.execute('SubtensorModule', 'register_network', { hotkey: hotkeyOf('owner') }))
  done(asOwner.execute('SubtensorModule', 'start_call', { netuid }))
  devnet.setStorage('SubtensorModule', 'MaxMechanismCount', [], 2)
  devnet.setStorage('SubtensorModule', 'MechanismCountCurrent', [netuid], 2)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'SubnetEmissionEnabled', [netuid], true)
  devnet.setStorage('SubtensorModule', 'TaoWeight', [], 3_320_413_933_267_719_290n)

  const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
  const hotkeys = names.map(hotkeyOf)
  for (const hotkey of hotkeys)
    done(asColdkey.execute('SubtensorModule', 'burned_register', { netuid, hotkey }))
  for (const [position, hotkey] of hotkeys.slice(0, 4).entries()) {
    const amount_staked = BigInt(position + 1) * 10n * tao + 7n
    done(asColdkey.execute('SubtensorModule', 'add_stake', { hotkey, netuid, amount_staked }))
    // Stake on the root network is TAO, one to one.
    devnet.setStorage('SubtensorModule', 'TotalHotkeyAlpha', [hotkey, 0], BigInt(position) * 123_456_789_013n)
  }
  const [parent = '', child = ''] = hotkeys.slice(1)
  const share = 6_148_914_691_236_517_205n
  devnet.setStorage('SubtensorModule', 'ChildKeys', [parent, netuid], [[share, child]])
  devnet.setStorage('SubtensorModule', 'ParentKeys', [child, netuid], [[share, parent]])

  const serve = (hotkey: string, ip: bigint, ip_type: number, port: number) =>
    done(
      devnet.impersonate(hotkey).execute('SubtensorModule', 'serve_axon', {
        netuid,
        version: 1,
        ip,
        port,
        ip_type,
        protocol: 4,
        placeholder1: 0,
        placeholder2: 0,
      }),
    )
  serve(hotkeys[3] as string, 0xc0_00_02_01n, 4, 8091)
  serve(hotkeys[4] as string, 0x20010db8_00000000_00000000_00000001n, 6, 9000)
  serve(hotkeys[5] as string, 0n, 4, 1)

  const set = (hotkey: string, mecid: number, weights: readonly number[]) =>
    done(
      devnet.impersonate(hotkey).execute('SubtensorModule', 'set_mechanism_weights', {
        netuid,
        mecid,
        dests: weights.map((_, uid) => uid),
        weights: [...weights],
        version_key: 0n,
      }),
    )
  devnet.mineUntilEpoch(netuid)
  for (const hotkey of hotkeys.slice(0, 4)) {
    set(hotkey, 0, [0, 0, 0, 0, 100, 200, 300])
    set(hotkey, 1, [0, 0, 0, 0, 300, 200, 100])
  }
  devnet.mineUntilEpoch(netuid)
  devnet.mineUntilEpoch(netuid)

  const text = (word: string) => new TextEncoder().encode(word)
  const empty = text('')
  devnet.setStorage('SubtensorModule', 'IdentitiesV2', [coldkey], {
    name: text('Bob & söhne'),
    url: empty,
    github_repo: empty,
    image: empty,
    discord: empty,
    description: text('many words'),
    additional: empty,
  })
  devnet.setStorage('SubtensorModule', 'SubnetIdentitiesV3', [netuid], {
    subnet_name: text('busy'),
    github_repo: empty,
    subnet_contact: empty,
    subnet_url: empty,
    discord: empty,
    description: empty,
    logo_url: empty,
    additional: empty,
  })
  // Full, so that the last two take the uids of those who earned least.
  devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], hotkeys.length + 1)
  devnet.setStorage('SubtensorModule', 'MinNonImmuneUids', [netuid], 2)
  devnet.mine(60)
  for (const hotkey of [hotkeyOf('ten'), hotkeyOf('eleven')]) {
    done(asColdkey.execute('SubtensorModule', 'burned_register', { netuid, hotkey }))
  }
  return {
    devnet,
    netuid,
    owner,
    coldkey,
    [Symbol.asyncDispose]: () => devnet.close(),
  }
}
