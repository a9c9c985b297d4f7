const FREE = 'everything is free: zero'
const NO_LOCKS = 'stake is never locked: nothing'
const NO_BASKETS = 'root dividends are not kept in baskets: nothing'

/** Runtime API methods, as `Api_method`, whose result is simpler than on the real chain. */
export const simplifiedApis: Readonly<Record<string, string>> = {
  TransactionPaymentApi_query_info: FREE,
  TransactionPaymentApi_query_fee_details: FREE,
  TransactionPaymentApi_query_weight_to_fee: FREE,
  TransactionPaymentApi_query_length_to_fee: FREE,
  StakeInfoRuntimeApi_get_stake_availability_for_coldkeys: 'stake is never locked: all of it is available',
  StakeInfoRuntimeApi_get_coldkey_lock: NO_LOCKS,
  StakeInfoRuntimeApi_get_hotkey_conviction: NO_LOCKS,
  StakeInfoRuntimeApi_get_most_convicted_hotkey_on_subnet: NO_LOCKS,
  BetaBasketRuntimeApi_get_root_basket_owed: NO_BASKETS,
  BetaBasketRuntimeApi_get_root_basket_positions: NO_BASKETS,
}

const NOT_ASKED = 'present in extrinsics and metadata, but checks nothing'

/** Transaction extensions that check less than on the real chain. */
export const simplifiedExtensions: Readonly<Record<string, string>> = {
  CheckWeight: 'an extrinsic longer than a block is refused; calls have no weight, and blocks no other limit',
  ChargeTransactionPayment: 'nothing is charged, not even the tip, which only orders the pool',
  SudoTransactionExtension: NOT_ASKED,
  CheckShieldedTxValidity: NOT_ASKED,
  SubtensorTransactionExtension: 'refuses with the codes of weights, commits, reveals, serving and takes',
  DrandPriority: NOT_ASKED,
  CheckMetadataHash: 'an extrinsic signed over a metadata hash is refused with 1011',
}
