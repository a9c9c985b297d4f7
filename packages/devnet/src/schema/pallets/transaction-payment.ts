import { constant, event, pallet, value } from '../pallet.js'
import { choice, newtype, u8, u64, u128 } from '../type.js'
import { account } from '../types/common.js'

const fixedU128 = newtype('sp_arithmetic::fixed_point::FixedU128', u128)

const releases = choice('pallet_transaction_payment::Releases', ['V1Ancient', 'V2'])

export const transactionPaymentPallet = pallet('TransactionPayment', 6, 'pallet_transaction_payment', {
  storage: {
    NextFeeMultiplier: value(fixedU128, 1_000_000_000_000_000_000n),
    StorageVersion: value(releases),
  },
  events: {
    TransactionFeePaid: event(0, { who: account, actual_fee: u64, tip: u64 }),
  },
  constants: {
    OperationalFeeMultiplier: constant(u8, 5),
  },
})
