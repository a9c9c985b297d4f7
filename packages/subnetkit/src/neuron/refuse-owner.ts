import { type ChainClient, openBlock, orAbsent, storage } from '@subnetkit/chain'
import { walletError } from '@subnetkit/wallet'

/**
 * Refuses a key that the chain knows as a coldkey: one that owns hotkeys, or has stake on some. For a key without a uid: to
 * register it would be the wrong advice. Throws COLDKEY_REFUSED.
 */
export async function refuseOwner(chain: ChainClient, key: string): Promise<void> {
  const { values } = await openBlock(chain, {
    reads: {
      owned: orAbsent(storage.OwnedHotkeys(key), []),
      staked: orAbsent(storage.StakingHotkeys(key), []),
    },
  })
  const { owned, staked } = values
  if (owned.length === 0 && staked.length === 0) return
  const [kind, hotkeys] = owned.length > 0 ? ['owns', owned] : ['has stake on', staked]
  const others = hotkeys.length === 1 ? '' : ` and ${hotkeys.length - 1} more`
  throw walletError('COLDKEY_REFUSED', { path: key, detail: `it ${kind} the hotkey ${hotkeys[0]}${others}` })
}
