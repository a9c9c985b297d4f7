import { SubnetError } from '../errors/subnet-error.js'
import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { readStorage, toBigInt, toNumber } from './internal/runtime.js'
import { submit } from './submit.js'

/** What a registration would cost and whether it is needed. Amounts in rao. */
export interface RegistrationQuote {
  /** The uid that the hotkey has already, or null. */
  readonly uid: number | null
  /** The burn at this block; it rises with each registration and falls with each block. */
  readonly burn: bigint
  /** Free balance of the coldkey. */
  readonly balance: bigint
}

/** Reads what {@link registerNeuron} would do; changes nothing. */
export async function quoteRegistration(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly hotkey: string; readonly coldkey: string },
): Promise<RegistrationQuote> {
  const { netuid, hotkey, coldkey } = parameters
  const [uid, burn, balance] = await Promise.all([
    readStorage(client, 'SubtensorModule', 'Uids', [netuid, hotkey]),
    readStorage(client, 'SubtensorModule', 'Burn', [netuid]),
    readBalance(client, coldkey),
  ])
  return { uid: uid.isEmpty ? null : toNumber(uid), burn: toBigInt(burn), balance }
}

/**
 * Registers a hotkey on a subnet by burning TAO of the coldkey, and returns its uid as read back from the chain.
 * Running it again changes nothing. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW or CHAIN_REJECTED.
 */
export async function registerNeuron(
  client: ChainClient,
  coldkey: Keypair,
  parameters: {
    readonly netuid: number
    readonly hotkey: string
    /** Most that may be burned, in rao. */
    readonly maxBurn: bigint
  },
): Promise<number> {
  const { netuid, hotkey, maxBurn } = parameters
  const quote = await quoteRegistration(client, { netuid, hotkey, coldkey: coldkey.address })
  if (quote.uid !== null) return quote.uid
  const purpose = `registration on subnet ${netuid}`
  if (quote.burn > maxBurn)
    throw new SubnetError('PRICE_ABOVE_CAP', { purpose, price: quote.burn, cap: maxBurn })
  requireBalance(coldkey.address, quote.balance, quote.burn, purpose)
  const inclusion = await submit(client, coldkey, {
    pallet: 'SubtensorModule',
    call: 'burned_register',
    args: [netuid, hotkey],
  })
  const uid = await readStorage(client, 'SubtensorModule', 'Uids', [netuid, hotkey], inclusion.hash)
  if (uid.isEmpty) throw new SubnetError('NOT_REGISTERED', { hotkey, netuid, burn: quote.burn })
  return toNumber(uid)
}

/** Free balance of an account, in rao. */
export async function readBalance(client: ChainClient, address: string): Promise<bigint> {
  const account = await readStorage(client, 'System', 'Account', [address])
  return toBigInt((account as unknown as { data: { free: Parameters<typeof toBigInt>[0] } }).data.free)
}

/** Throws BALANCE_TOO_LOW unless `balance` covers `needed` (rao). */
export function requireBalance(coldkey: string, balance: bigint, needed: bigint, purpose: string): void {
  if (balance >= needed) return
  throw new SubnetError('BALANCE_TOO_LOW', { coldkey, balance, needed, purpose, missing: needed - balance })
}
