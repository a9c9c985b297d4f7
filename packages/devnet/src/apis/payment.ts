import { decodeExtrinsic } from '../extrinsics/extrinsic.js'
import { pricedOf } from '../fees/charge.js'
import { inclusionFeeOf, lengthToFee, type Priced, totalFee, weightToFee } from '../fees/fee.js'
import { type Of, option, struct, u32, u64 } from '../schema/type.js'
import { weight } from '../schema/types/common.js'
import { dispatchClass } from '../schema/types/dispatch.js'
import { runtimeCall } from '../schema/types/outer.js'
import type { RuntimeImage } from '../schema/version.js'
import { method, opaqueExtrinsic, type RuntimeApi } from './api.js'

const balance = { name: 'Balance', type: u64 }

const dispatchInfo = struct(
  'pallet_transaction_payment::types::RuntimeDispatchInfo',
  { weight, class: dispatchClass, partial_fee: u64 },
  [balance, { name: 'Weight', type: weight }],
)

const inclusionFee = struct(
  'pallet_transaction_payment::types::InclusionFee',
  { base_fee: u64, len_fee: u64, adjusted_weight_fee: u64 },
  [balance],
)

const feeDetails = struct(
  'pallet_transaction_payment::types::FeeDetails',
  { inclusion_fee: option(inclusionFee), tip: u64 },
  [balance],
)

type Image = Pick<RuntimeImage, 'specVersion'>

/** An extrinsic, its length in front, as its fee sees it. One that is not signed pays nothing. */
function pricedExtrinsic({ specVersion }: Image, bytes: Uint8Array, length: number): Priced {
  const { kind, call } = decodeExtrinsic(bytes)
  const priced = pricedOf(call, length, specVersion)
  return kind === 'signed' ? priced : { ...priced, paysFee: false }
}

function infoOf({ specVersion }: Image, priced: Priced): Of<typeof dispatchInfo> {
  const partial_fee = totalFee(inclusionFeeOf(priced, specVersion))
  return { weight: priced.weight, class: priced.class, partial_fee }
}

/** The tip is left out, as on the chain, which does not look for it. */
function detailsOf({ specVersion }: Image, priced: Priced): Of<typeof feeDetails> {
  return { inclusion_fee: inclusionFeeOf(priced, specVersion), tip: 0n }
}

/** Weight, class and fee of an extrinsic with its length in front; throws a RangeError if it is none. */
export const extrinsicInfo = (image: Image, bytes: Uint8Array, length = bytes.length) =>
  infoOf(image, pricedExtrinsic(image, bytes, length))

/** Parts of the fee of an extrinsic with its length in front; throws a RangeError if it is none. */
export const extrinsicFee = (image: Image, bytes: Uint8Array, length = bytes.length) =>
  detailsOf(image, pricedExtrinsic(image, bytes, length))

const conversions = {
  query_weight_to_fee: method({ weight }, u64, ({ image }, given) =>
    weightToFee(given.weight, image.specVersion),
  ),
  query_length_to_fee: method({ length: u32 }, u64, (_, { length }) => lengthToFee(length)),
}

/** Fees of extrinsics, from the table of weights. */
export const paymentApi: RuntimeApi = {
  name: 'TransactionPaymentApi',
  version: 4,
  methods: {
    query_info: method({ uxt: opaqueExtrinsic, len: u32 }, dispatchInfo, ({ image }, { uxt, len }) =>
      extrinsicInfo(image, opaqueExtrinsic.codec.enc(uxt), len),
    ),
    query_fee_details: method({ uxt: opaqueExtrinsic, len: u32 }, feeDetails, ({ image }, { uxt, len }) =>
      extrinsicFee(image, opaqueExtrinsic.codec.enc(uxt), len),
    ),
    ...conversions,
  },
}

/** Fees of calls in an extrinsic of a given length. */
export const paymentCallApi: RuntimeApi = {
  name: 'TransactionPaymentCallApi',
  version: 3,
  methods: {
    query_call_info: method({ call: runtimeCall, len: u32 }, dispatchInfo, ({ image }, { call, len }) =>
      infoOf(image, pricedOf(call, len, image.specVersion)),
    ),
    query_call_fee_details: method({ call: runtimeCall, len: u32 }, feeDetails, ({ image }, { call, len }) =>
      detailsOf(image, pricedOf(call, len, image.specVersion)),
    ),
    ...conversions,
  },
}
