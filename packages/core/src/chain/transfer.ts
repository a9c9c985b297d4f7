import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { makeCall } from './internal/runtime.js'
import { readBalance, requireBalance } from './registration.js'
import { submit } from './submit.js'

/** One payment, in rao. */
export interface Payment {
  readonly to: string
  readonly amount: bigint
}

/**
 * Pays several accounts in one extrinsic, all or none; the sender's account stays alive.
 * Throws BALANCE_TOO_LOW or CHAIN_REJECTED.
 */
export async function transfer(
  client: ChainClient,
  coldkey: Keypair,
  payments: readonly Payment[],
): Promise<void> {
  const needed = payments.reduce((sum, { amount }) => sum + amount, 0n)
  requireBalance(coldkey.address, await readBalance(client, coldkey.address), needed, 'the transfer')
  const calls = payments.map(({ to, amount }) =>
    makeCall(client, 'Balances', 'transfer_keep_alive', [to, amount]),
  )
  await submit(client, coldkey, { pallet: 'Utility', call: 'batch_all', args: [calls] })
}
