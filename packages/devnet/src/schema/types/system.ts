import {
  bool,
  bytes,
  choice,
  compact,
  fixedBytes,
  newtype,
  option,
  str,
  struct,
  type Type,
  tuple,
  u8,
  u32,
  u64,
  u128,
  unit,
  variant,
  vec,
} from '../type.js'
import { account, ethereumAddress, hash, weight } from './common.js'
import { runtimeEvent } from './outer.js'

/** Balances of one account in rao. */
export const accountData = struct(
  'pallet_balances::types::AccountData',
  {
    free: u64,
    reserved: u64,
    frozen: u64,
    flags: newtype('pallet_balances::types::ExtraFlags', u128),
  },
  [{ name: 'Balance', type: u64 }],
)

/** An account starts with the flag word that balances sets on every account it writes. */
export const NEW_ACCOUNT_FLAGS = 1n << 127n

export const accountInfo = struct(
  'frame_system::AccountInfo',
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: accountData },
  [
    { name: 'Nonce', type: u32 },
    { name: 'AccountData', type: accountData },
  ],
)

/** Id of the consensus engine and its data. */
const engineItem = [fixedBytes(4), bytes] as const

export const digestItem = variant(
  'sp_runtime::generic::digest::DigestItem',
  {
    PreRuntime: engineItem,
    Consensus: engineItem,
    Seal: engineItem,
    Other: bytes,
    RuntimeEnvironmentUpdated: null,
  },
  { indices: [6, 4, 5, 0, 8] },
)

export const digest = struct('sp_runtime::generic::digest::Digest', { logs: vec(digestItem) })

/** Phase of the block in which an event was deposited. */
export const phase = variant('frame_system::Phase', {
  ApplyExtrinsic: u32,
  Finalization: null,
  Initialization: null,
})

export const eventRecord = struct(
  'frame_system::EventRecord',
  { phase, event: runtimeEvent, topics: vec(hash) },
  [
    { name: 'E', type: runtimeEvent },
    { name: 'T', type: hash },
  ],
)

export const perClass = <T>(of: Type<T>) =>
  struct('frame_support::dispatch::PerDispatchClass', { normal: of, operational: of, mandatory: of }, [
    { name: 'T', type: of },
  ])

const cow = <T>(of: Type<T>): Type<T> => newtype('Cow', of, [{ name: 'T', type: of }])

export const lastRuntimeUpgrade = struct('frame_system::LastRuntimeUpgradeInfo', {
  spec_version: compact(u32),
  spec_name: cow(str),
})

export const codeUpgradeAuthorization = struct(
  'frame_system::CodeUpgradeAuthorization',
  { code_hash: hash, check_version: bool },
  [{ name: 'T' }],
)

const weightsPerClass = struct('frame_system::limits::WeightsPerClass', {
  base_extrinsic: weight,
  max_extrinsic: option(weight),
  max_total: option(weight),
  reserved: option(weight),
})

export const blockWeights = struct('frame_system::limits::BlockWeights', {
  base_block: weight,
  max_block: weight,
  per_class: perClass(weightsPerClass),
})

export const blockLength = struct('frame_system::limits::BlockLength', { max: perClass(u32) })

export const dbWeight = struct('sp_weights::RuntimeDbWeight', { read: u64, write: u64 })

export const runtimeVersion = struct('sp_version::RuntimeVersion', {
  spec_name: cow(str),
  impl_name: cow(str),
  authoring_version: u32,
  spec_version: u32,
  impl_version: u32,
  apis: cow(vec(tuple(fixedBytes(8), u32))),
  transaction_version: u32,
  system_version: u8,
})

export const multiAddress = variant(
  'sp_runtime::multiaddress::MultiAddress',
  {
    Id: account,
    Index: newCompactUnit(),
    Raw: bytes,
    Address32: fixedBytes(32),
    Address20: fixedBytes(20),
  },
  {
    params: [
      { name: 'AccountId', type: account },
      { name: 'AccountIndex', type: unit },
    ],
  },
)

/** `Compact<()>`: the account index that this chain does not have; no bytes. */
function newCompactUnit(): Type<undefined> {
  return { codec: unit.codec, shape: { kind: 'compact', of: unit }, zero: undefined }
}

export const multiSignature = variant('sp_runtime::MultiSignature', {
  Ed25519: fixedBytes(64),
  Sr25519: fixedBytes(64),
  Ecdsa: fixedBytes(65),
})

export const originCaller = variant(
  'node_subtensor_runtime::OriginCaller',
  {
    system: variant(
      'frame_support::dispatch::RawOrigin',
      { Root: null, Signed: account, None: null, Authorized: null },
      { params: [{ name: 'AccountId', type: account }] },
    ),
    Ethereum: variant('pallet_ethereum::RawOrigin', { EthereumTransaction: ethereumAddress }),
  },
  { indices: [0, 21] },
)

export const balanceStatus = choice('frame_support::traits::tokens::misc::BalanceStatus', [
  'Free',
  'Reserved',
])
