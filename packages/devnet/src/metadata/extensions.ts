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
  /** Its type in the tuple of all, where that is another one of the same bytes. */
  readonly wrapper?: AnyType
  /** First spec version with it, when newer than the surface we compare with. */
  readonly since?: number
}

const marker = (path: string): AnyType => struct(path, {}, [{ name: 'T' }])

/** Type of the runtime itself, which is nowhere encoded. */
export const runtimeType: AnyType = struct('node_subtensor_runtime::Runtime', {})

const ofRuntime = (path: string): AnyType => struct(path, {}, [{ name: 'T', type: runtimeType }])

/** Only its place in metadata matters: the two bytes are read by `extrinsics/era.ts`. */
const era: AnyType = variant(
  'sp_runtime::generic::era::Era',
  Object.fromEntries([
    ['Immortal', null],
    ...Array.from({ length: 255 }, (_, index) => [`Mortal${index + 1}`, u8] as const),
  ]),
)

const metadataHashMode = variant('frame_metadata_hash_extension::Mode', { Disabled: null, Enabled: null })

const chargeTransactionPayment = newtype(
  'pallet_transaction_payment::ChargeTransactionPayment',
  compact(u64),
  [{ name: 'T' }],
)

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
    // The chain's wrapper keeps the identifier and the type of what it wraps.
    identifier: 'ChargeTransactionPayment',
    explicit: chargeTransactionPayment,
    wrapper: struct(
      'node_subtensor_runtime::transaction_payment_wrapper::ChargeTransactionPaymentWrapper',
      { charge_transaction_payment: chargeTransactionPayment },
      [{ name: 'T' }],
    ),
    implicit: unit,
  },
  {
    identifier: 'SudoTransactionExtension',
    explicit: ofRuntime('node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension'),
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
    explicit: ofRuntime('pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension'),
    implicit: unit,
  },
  {
    identifier: 'DrandPriority',
    explicit: ofRuntime('pallet_drand::drand_priority::DrandPriority'),
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
