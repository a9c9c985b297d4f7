import { toHex } from '../codec/bytes.js'
import { blake2b64 } from '../codec/hash.js'
import { METADATA_VERSIONS, type MetadataVersion, metadataOf } from '../metadata/metadata.js'
import { bytes, newtype, option, struct, u32, u64, vec } from '../schema/type.js'
import { account, weight } from '../schema/types/common.js'
import { dispatchClass } from '../schema/types/dispatch.js'
import { runtimeVersion } from '../schema/types/system.js'
import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import { method, opaqueExtrinsic, type RuntimeApi } from './api.js'

const opaqueMetadata = newtype('sp_core::OpaqueMetadata', bytes)

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

/** Transactions are free of charge here. */
export const NO_FEE = 0n

/** The APIs with which every Substrate runtime begins, as far as clients call them. `all` is the whole list. */
export function coreApis(all: () => readonly RuntimeApi[]): RuntimeApi[] {
  return [core(all), metadataApi(all)]
}

/** The version of a runtime with the APIs it has. */
export function versionOf(apis: readonly RuntimeApi[], { specVersion }: RuntimeImage) {
  return {
    spec_name: RUNTIME.specName,
    impl_name: RUNTIME.implName,
    authoring_version: RUNTIME.authoringVersion,
    spec_version: specVersion,
    impl_version: RUNTIME.implVersion,
    apis: apis.map(({ name, version }): [string, number] => [apiId(name), version]),
    transaction_version: RUNTIME.transactionVersion,
    system_version: RUNTIME.stateVersion,
  }
}

function apiId(name: string): string {
  return toHex(blake2b64(Buffer.from(name)))
}

function core(all: () => readonly RuntimeApi[]): RuntimeApi {
  return {
    name: 'Core',
    version: 5,
    methods: { version: method({}, runtimeVersion, ({ image }) => versionOf(all(), image)) },
  }
}

function metadataApi(all: () => readonly RuntimeApi[]): RuntimeApi {
  const encode = (version: MetadataVersion, image: RuntimeImage) => metadataOf(version, all(), image)
  const isSupported = (version: number): version is MetadataVersion =>
    (METADATA_VERSIONS as readonly number[]).includes(version)
  return {
    name: 'Metadata',
    version: 2,
    methods: {
      metadata: method({}, opaqueMetadata, ({ image }) => encode(14, image)),
      metadata_at_version: method({ version: u32 }, option(opaqueMetadata), ({ image }, { version }) =>
        isSupported(version) ? encode(version, image) : undefined,
      ),
      metadata_versions: method({}, vec(u32), () => [...METADATA_VERSIONS]),
    },
  }
}

export const nonceApi: RuntimeApi = {
  name: 'AccountNonceApi',
  version: 1,
  methods: {
    account_nonce: method(
      { account },
      u32,
      ({ state }, args) => state.System.Account.get(args.account).nonce,
    ),
  },
}

export const paymentApi: RuntimeApi = {
  name: 'TransactionPaymentApi',
  version: 4,
  methods: {
    query_info: method({ uxt: opaqueExtrinsic, len: u32 }, dispatchInfo, () => ({
      weight: { ref_time: 0n, proof_size: 0n },
      class: 'Normal' as const,
      partial_fee: NO_FEE,
    })),
    query_fee_details: method({ uxt: opaqueExtrinsic, len: u32 }, feeDetails, () => ({
      inclusion_fee: { base_fee: NO_FEE, len_fee: NO_FEE, adjusted_weight_fee: NO_FEE },
      tip: NO_FEE,
    })),
    query_weight_to_fee: method({ weight }, u64, () => NO_FEE),
    query_length_to_fee: method({ length: u32 }, u64, () => NO_FEE),
  },
}
