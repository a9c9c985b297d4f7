import {
  type AnyType,
  compact,
  fixedBytes,
  newtype,
  option,
  struct,
  u8,
  u32,
  u64,
  unit,
  variant,
} from '../schema/type.js'
import { hash } from '../schema/types/common.js'

/** A transaction extension: what it puts into the extrinsic and what it adds to the signed bytes. */
export interface TransactionExtension {
  readonly identifier: string
  readonly explicit: AnyType
  readonly implicit: AnyType
  /** First spec version with it, when newer than the surface we compare with. */
  readonly since?: number
}

const marker = (path: string): AnyType => struct(path, {}, [{ name: 'T' }])

/** Only its place in metadata matters: the two bytes are read by `extrinsics/era.ts`. */
const era: AnyType = variant(
  'sp_runtime::generic::era::Era',
  Object.fromEntries([
    ['Immortal', null],
    ...Array.from({ length: 255 }, (_, index) => [`Mortal${index + 1}`, u8] as const),
  ]),
)

const metadataHashMode = variant('frame_metadata_hash_extension::Mode', { Disabled: null, Enabled: null })

/** The extensions of Subtensor, in the order in which their bytes follow each other. */
export const transactionExtensions: readonly TransactionExtension[] = [
  {
    identifier: 'CheckNonZeroSender',
    explicit: marker('frame_system::extensions::check_non_zero_sender::CheckNonZeroSender'),
    implicit: unit,
  },
  {
    identifier: 'CheckSpecVersion',
    explicit: marker('frame_system::extensions::check_spec_version::CheckSpecVersion'),
    implicit: u32,
  },
  {
    identifier: 'CheckTxVersion',
    explicit: marker('frame_system::extensions::check_tx_version::CheckTxVersion'),
    implicit: u32,
  },
  {
    identifier: 'CheckGenesis',
    explicit: marker('frame_system::extensions::check_genesis::CheckGenesis'),
    implicit: hash,
  },
  {
    identifier: 'CheckMortality',
    explicit: newtype('frame_system::extensions::check_mortality::CheckMortality', era, [{ name: 'T' }]),
    implicit: hash,
  },
  {
    identifier: 'CheckNonce',
    explicit: newtype('node_subtensor_runtime::check_nonce::CheckNonce', compact(u32), [{ name: 'T' }]),
    implicit: unit,
  },
  {
    identifier: 'CheckWeight',
    explicit: marker('frame_system::extensions::check_weight::CheckWeight'),
    implicit: unit,
  },
  {
    // The chain's wrapper type keeps the identifier of what it wraps.
    identifier: 'ChargeTransactionPayment',
    explicit: newtype('pallet_transaction_payment::ChargeTransactionPayment', compact(u64), [{ name: 'T' }]),
    implicit: unit,
  },
  {
    identifier: 'SudoTransactionExtension',
    explicit: marker('node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension'),
    implicit: unit,
  },
  {
    identifier: 'CheckShieldedTxValidity',
    explicit: marker('pallet_shield::CheckShieldedTxValidity'),
    implicit: unit,
    since: 425,
  },
  {
    identifier: 'SubtensorTransactionExtension',
    explicit: marker('pallet_subtensor::transaction_extension::SubtensorTransactionExtension'),
    implicit: unit,
  },
  {
    identifier: 'DrandPriority',
    explicit: marker('pallet_drand::drand_priority::DrandPriority'),
    implicit: unit,
  },
  {
    identifier: 'CheckMetadataHash',
    explicit: struct('frame_metadata_hash_extension::CheckMetadataHash', { mode: metadataHashMode }, [
      { name: 'T' },
    ]),
    implicit: option(fixedBytes(32)),
  },
]
