import { outerCallType, outerEventType } from './outer.js'
import type { EventData, UntypedPallet } from './pallet.js'
import { adminUtilsPallet } from './pallets/admin-utils.js'
import { auraPallet } from './pallets/aura.js'
import { balancesPallet } from './pallets/balances.js'
import { commitmentsPallet } from './pallets/commitments.js'
import { crowdloanPallet } from './pallets/crowdloan.js'
import { drandPallet } from './pallets/drand.js'
import { mevShieldPallet } from './pallets/mev-shield.js'
import { multisigPallet } from './pallets/multisig.js'
import { preimagePallet } from './pallets/preimage.js'
import { proxyPallet } from './pallets/proxy.js'
import { subtensorPallet } from './pallets/subtensor.js'
import { sudoPallet } from './pallets/sudo.js'
import { swapPallet } from './pallets/swap.js'
import { systemPallet } from './pallets/system.js'
import { timestampPallet } from './pallets/timestamp.js'
import { transactionPaymentPallet } from './pallets/transaction-payment.js'
import { utilityPallet } from './pallets/utility.js'
import type { OfFields } from './type.js'
import { runtimeCall, runtimeEvent } from './types/outer.js'

/** The pallets of the devnet. An interface, so that declarations name it instead of spelling it out. */
export interface Schema {
  readonly System: typeof systemPallet
  readonly Timestamp: typeof timestampPallet
  readonly Aura: typeof auraPallet
  readonly Balances: typeof balancesPallet
  readonly TransactionPayment: typeof transactionPaymentPallet
  readonly SubtensorModule: typeof subtensorPallet
  readonly Utility: typeof utilityPallet
  readonly Sudo: typeof sudoPallet
  readonly Multisig: typeof multisigPallet
  readonly Preimage: typeof preimagePallet
  readonly Proxy: typeof proxyPallet
  readonly Commitments: typeof commitmentsPallet
  readonly AdminUtils: typeof adminUtilsPallet
  readonly Drand: typeof drandPallet
  readonly Crowdloan: typeof crowdloanPallet
  readonly Swap: typeof swapPallet
  readonly MevShield: typeof mevShieldPallet
}

/** The one description from which metadata, storage keys, codecs and types come. */
export const schema: Schema = {
  System: systemPallet,
  Timestamp: timestampPallet,
  Aura: auraPallet,
  Balances: balancesPallet,
  TransactionPayment: transactionPaymentPallet,
  SubtensorModule: subtensorPallet,
  Utility: utilityPallet,
  Sudo: sudoPallet,
  Multisig: multisigPallet,
  Preimage: preimagePallet,
  Proxy: proxyPallet,
  Commitments: commitmentsPallet,
  AdminUtils: adminUtilsPallet,
  Drand: drandPallet,
  Crowdloan: crowdloanPallet,
  Swap: swapPallet,
  MevShield: mevShieldPallet,
}

export type PalletName = keyof Schema

/** All pallets in index order. */
export const pallets: readonly UntypedPallet[] = Object.values(
  schema as unknown as Record<string, UntypedPallet>,
)

export function findPallet(name: string): UntypedPallet | undefined {
  return pallets.find((pallet) => pallet.name === name)
}

runtimeCall.bind(outerCallType(pallets))
runtimeEvent.bind(outerEventType(pallets))

/** Names of a pallet's events. */
export type EventName<P extends PalletName> = keyof Schema[P]['events'] & string

/** The data of an event: a list or a record, as the chain has its fields. */
export type EventDataOf<P extends PalletName, E extends EventName<P>> = Schema[P]['events'][E] extends {
  readonly fields: infer F
}
  ? EventData<F>
  : never

/** Names of a pallet's errors. */
export type ErrorName<P extends PalletName> = Schema[P]['errors'][number] & string

/** Every call as `Pallet.call`. */
export type CallName = {
  [P in PalletName]: `${P}.${keyof Schema[P]['calls'] & string}`
}[PalletName]

/** The arguments of a call under their chain names. */
export type CallArgs<N extends CallName> = N extends `${infer P extends PalletName}.${infer C}`
  ? C extends keyof Schema[P]['calls']
    ? Schema[P]['calls'][C] extends { readonly args: infer A }
      ? OfFields<A>
      : never
    : never
  : never
