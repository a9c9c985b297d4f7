import type { Clock } from '@subnetkit/base'
import type { BlockRef } from '@subnetkit/chain'
import type { Database } from '@subnetkit/core/validator'
import type { DepositChain } from './deposit-chain.js'
import { type DepositRule, depositAddress } from './deposit-rule.js'
import { createDepositStore, type Deposit } from './deposit-store.js'
import { followDeposits } from './follow-deposits.js'

/** TAO as a means of payment. */
export interface Deposits extends AsyncDisposable {
  readonly rule: DepositRule
  /** Last block whose transfers are credited; null before the first. */
  readonly block: BlockRef | null
  /** Reads up to the newest final block now. Throws what reading throws. */
  catchUp(): Promise<void>
  /** Address at which a key is paid for; transfers to it are credited from now on. */
  addressOf(keyId: string): Promise<string>
  /** Newest deposits of a key, or of all. */
  list(keyId?: string): Promise<readonly Deposit[]>
}

interface DepositParameters {
  readonly database: Database
  readonly chain: DepositChain
  readonly rule: DepositRule
  readonly clock: Clock
  readonly onDeposit: (deposit: Deposit) => void
  readonly onError: (error: unknown) => void
}

/** Begins to credit deposits. Throws what reading the chain throws, and ADDRESS_INVALID for an operator that is no sr25519 key. */
export async function openDeposits(parameters: DepositParameters): Promise<Deposits> {
  const { database, chain, rule, clock } = parameters
  depositAddress(rule.operator, 'first')
  const store = createDepositStore({ database, clock, genesis: chain.genesis })
  // Before anyone sees an address: what is paid to it must lie behind the cursor.
  if ((await store.cursor()) === null) await store.begin(await chain.finalized())
  const watch = followDeposits({ ...parameters, store })
  const known = new Map<string, string>()
  return {
    rule,
    get block() {
      return watch.block
    },
    catchUp: () => watch.catchUp(),
    list: (keyId) => store.list(keyId),
    async addressOf(keyId) {
      const address = known.get(keyId) ?? depositAddress(rule.operator, keyId)
      if (!known.has(keyId)) await store.addAddress(address, keyId)
      known.set(keyId, address)
      return address
    },
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  }
}
