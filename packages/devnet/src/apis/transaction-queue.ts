import { concatBytes } from '../codec/bytes.js'
import { INVALID, PoolRefusal } from '../extrinsics/validity.js'
import { bool, bytes, choice, type Of, struct, u8, u32, u64, variant, vec } from '../schema/type.js'
import { account, hash } from '../schema/types/common.js'
import { type ApiContext, method, opaqueExtrinsic, type RuntimeApi } from './api.js'

const path = 'sp_runtime::transaction_validity'

const source = choice(`${path}::TransactionSource`, ['InBlock', 'Local', 'External'])

const validTransaction = struct(`${path}::ValidTransaction`, {
  priority: u64,
  requires: vec(bytes),
  provides: vec(bytes),
  longevity: u64,
  propagate: bool,
})

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

const validityError = variant(`${path}::TransactionValidityError`, {
  Invalid: invalidTransaction,
  Unknown: unknownTransaction,
})

const validity = variant(
  'Result',
  { Ok: validTransaction, Err: validityError },
  {
    params: [
      { name: 'T', type: validTransaction },
      { name: 'E', type: validityError },
    ],
  },
)

/** Lower-case keys of the pool's words are the runtime's names. */
const invalidNames = new Map(
  Object.entries(INVALID).map(([name, text]) => [
    text as string,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
)

const UNKNOWN_VALIDITY = 1011
const UNDECODABLE = 1002

/** Tag of an account's extrinsic: it unblocks the one with the next nonce. */
const tag = (signer: string, nonce: number) => concatBytes(account.codec.enc(signer), u32.codec.enc(nonce))

function validate(ctx: ApiContext, extrinsic: Uint8Array): Of<typeof validity> {
  try {
    const { signer, nonce, expected } = ctx.check(opaqueExtrinsic.codec.enc(extrinsic))
    const value = {
      priority: 0n,
      requires: nonce > expected ? [tag(signer, nonce - 1)] : [],
      provides: [tag(signer, nonce)],
      longevity: (1n << 64n) - 1n,
      propagate: true,
    }
    return { type: 'Ok', value }
  } catch (error) {
    if (!(error instanceof PoolRefusal) || error.code === UNDECODABLE) throw error
    return { type: 'Err', value: reasonOf(error) }
  }
}

function reasonOf({ code, data = '' }: PoolRefusal): Of<typeof validityError> {
  if (code === UNKNOWN_VALIDITY) {
    return { type: 'Unknown', value: { type: data } as Of<typeof unknownTransaction> }
  }
  const custom = /^Custom error: (\d+)$/.exec(data)?.[1]
  if (custom !== undefined) return { type: 'Invalid', value: { type: 'Custom', value: Number(custom) } }
  // A call without a rule, which a real chain has not, is no call that could be dispatched.
  const type = invalidNames.get(data) ?? 'Call'
  return { type: 'Invalid', value: { type } as Of<typeof invalidTransaction> }
}

/** Validity of an extrinsic according to the pool. Uses the head, whichever block is given. */
export const transactionQueueApi: RuntimeApi = {
  name: 'TaggedTransactionQueue',
  version: 3,
  methods: {
    validate_transaction: method({ source, tx: opaqueExtrinsic, block_hash: hash }, validity, (ctx, { tx }) =>
      validate(ctx, tx),
    ),
  },
}
