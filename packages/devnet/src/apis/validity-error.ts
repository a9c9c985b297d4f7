import { INVALID, type PoolRefusal } from '../extrinsics/validity.js'
import { type Of, u8, variant } from '../schema/type.js'

const path = 'sp_runtime::transaction_validity'

const invalidTransaction = variant(`${path}::InvalidTransaction`, {
  Call: null,
  Payment: null,
  Future: null,
  Stale: null,
  BadProof: null,
  AncientBirthBlock: null,
  ExhaustsResources: null,
  Custom: u8,
  BadMandatory: null,
  MandatoryValidation: null,
  BadSigner: null,
  IndeterminateImplicit: null,
  UnknownOrigin: null,
})

const unknownTransaction = variant(`${path}::UnknownTransaction`, {
  CannotLookup: null,
  NoUnsignedValidator: null,
  Custom: u8,
})

/** Reason for which a transaction is not valid. */
export const validityError = variant(`${path}::TransactionValidityError`, {
  Invalid: invalidTransaction,
  Unknown: unknownTransaction,
})

/** Lower-case keys of the pool's words are the runtime's names. */
const invalidNames = new Map(
  Object.entries(INVALID).map(([name, text]) => [
    text as string,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
)

const UNKNOWN_VALIDITY = 1011

/** The runtime's form of a refusal of the pool. */
export function validityErrorOf({ code, data = '' }: PoolRefusal): Of<typeof validityError> {
  if (code === UNKNOWN_VALIDITY) {
    return { type: 'Unknown', value: { type: data } as Of<typeof unknownTransaction> }
  }
  const custom = /^Custom error: (\d+)$/.exec(data)?.[1]
  if (custom !== undefined) return { type: 'Invalid', value: { type: 'Custom', value: Number(custom) } }
  // A call without a rule, which a real chain has not, is no call that could be dispatched.
  const type = invalidNames.get(data) ?? 'Call'
  return { type: 'Invalid', value: { type } as Of<typeof invalidTransaction> }
}
