import { choice, fixedBytes, struct, type Type, u64, variant } from '../type.js'

export const reasons = choice('pallet_balances::types::Reasons', ['Fee', 'Misc', 'All'])

export const balanceLock = struct(
  'pallet_balances::types::BalanceLock',
  {
    id: fixedBytes(8),
    amount: u64,
    reasons: reasons,
  },
  [{ name: 'Balance', type: u64 }],
)

export const reserveData = struct(
  'pallet_balances::types::ReserveData',
  {
    id: fixedBytes(8),
    amount: u64,
  },
  [
    { name: 'ReserveIdentifier', type: fixedBytes(8) },
    { name: 'Balance', type: u64 },
  ],
)

const holdReason = (pallet: string, ...names: readonly string[]) =>
  choice(`${pallet}::pallet::HoldReason`, names)

const runtimeHoldReason = variant(
  'node_subtensor_runtime::RuntimeHoldReason',
  {
    Preimage: holdReason('pallet_preimage', 'Preimage'),
    Registry: holdReason('pallet_registry', 'RegistryIdentity'),
    SafeMode: holdReason('pallet_safe_mode', 'EnterOrExtend'),
    Contracts: holdReason('pallet_contracts', 'CodeUploadDepositReserve', 'StorageDepositReserve'),
  },
  { indices: [14, 17, 20, 29] },
)

const runtimeFreezeReason: Type<never> = variant('node_subtensor_runtime::RuntimeFreezeReason', {})

const idAmount = <T>(id: Type<T>) =>
  struct('frame_support::traits::tokens::misc::IdAmount', { id, amount: u64 }, [
    { name: 'Id', type: id },
    { name: 'Balance', type: u64 },
  ])

export const hold = idAmount(runtimeHoldReason)
export const freeze = idAmount(runtimeFreezeReason)

export const adjustmentDirection = choice('pallet_balances::types::AdjustmentDirection', [
  'Increase',
  'Decrease',
])
