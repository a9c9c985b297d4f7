import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { readStorage, toBigInt } from './internal/runtime.js'
import { readBalance, requireBalance } from './registration.js'
import { submit } from './submit.js'

/**
 * Stakes TAO of the coldkey on a hotkey of a subnet; the pool gives alpha for it. Returns the hotkey's alpha on the
 * subnet afterwards, in rao. Throws BALANCE_TOO_LOW or CHAIN_REJECTED.
 */
export async function addStake(
  client: ChainClient,
  coldkey: Keypair,
  parameters: {
    readonly netuid: number
    readonly hotkey: string
    /** TAO to stake, in rao. */
    readonly amount: bigint
  },
): Promise<bigint> {
  const { netuid, hotkey, amount } = parameters
  const balance = await readBalance(client, coldkey.address)
  requireBalance(coldkey.address, balance, amount, `staking on subnet ${netuid}`)
  const { hash } = await submit(client, coldkey, {
    pallet: 'SubtensorModule',
    call: 'add_stake',
    args: [hotkey, netuid, amount],
  })
  return toBigInt(await readStorage(client, 'SubtensorModule', 'TotalHotkeyAlpha', [hotkey, netuid], hash))
}
