import { concatBytes } from '../codec/bytes.js'
import { PoolRefusal } from '../extrinsics/validity.js'
import { bool, bytes, choice, type Of, struct, u32, u64, variant, vec } from '../schema/type.js'
import { account, hash } from '../schema/types/common.js'
import { type ApiContext, method, opaqueExtrinsic, type RuntimeApi } from './api.js'
import { validityError, validityErrorOf } from './validity-error.js'

const path = 'sp_runtime::transaction_validity'

const source = choice(`${path}::TransactionSource`, ['InBlock', 'Local', 'External'])

const validTransaction = struct(`${path}::ValidTransaction`, {
  priority: u64,
  requires: vec(bytes),
  provides: vec(bytes),
  longevity: u64,
  propagate: bool,
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

const UNDECODABLE = 1002

/** Priorities of a class; what is mandatory is never in a pool. */
const NORMAL = 1n
const OPERATIONAL = 10_000_000_000n

const U64_MAX = (1n << 64n) - 1n

/** Number of blocks, from the first one that could include an extrinsic, until its end. */
const longevityOf = (first: number, lastBlock: number): bigint =>
  (Number.isFinite(lastBlock) ? BigInt(lastBlock + 1) : U64_MAX) - BigInt(first)

/** Tag of an account's extrinsic: it unblocks the one with the next nonce. */
const tag = (signer: string, nonce: number) => concatBytes(account.codec.enc(signer), u32.codec.enc(nonce))

function validate(ctx: ApiContext, extrinsic: Uint8Array): Of<typeof validity> {
  try {
    const { signer, nonce, expected, first, lastBlock, isOperational } = ctx.check(
      opaqueExtrinsic.codec.enc(extrinsic),
    )
    const value = {
      priority: isOperational ? OPERATIONAL : NORMAL,
      requires: nonce > expected ? [tag(signer, nonce - 1)] : [],
      provides: [tag(signer, nonce)],
      longevity: longevityOf(first, lastBlock),
      propagate: true,
    }
    return { type: 'Ok', value }
  } catch (error) {
    if (!(error instanceof PoolRefusal) || error.code === UNDECODABLE) throw error
    return { type: 'Err', value: validityErrorOf(error) }
  }
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
