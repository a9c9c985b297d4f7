const NO_LOCKS = 'stake is never locked: nothing'
const NO_BASKETS = 'root dividends are not kept in baskets: nothing'

/** Runtime API methods, as `Api_method`, whose result is simpler than on the real chain. */
export const simplifiedApis: Readonly<Record<string, string>> = {
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
  CheckWeight:
    'limits extrinsics and blocks as the chain does, but counts no weight of hooks beyond that of Subtensor’s step, and does not write System.BlockWeight',
  ChargeTransactionPayment:
    'charges as the chain does, and operational extrinsics come first, but the tip also orders the pool, as on the chain until its priorities became constant; a full pool refuses what comes, where a node drops the oldest of the lowest priority',
  CheckShieldedTxValidity: NOT_ASKED,
  SubtensorTransactionExtension: 'refuses with the codes of weights, commits, reveals, serving and takes',
  DrandPriority: NOT_ASKED,
  CheckMetadataHash: 'an extrinsic signed over a metadata hash is refused with 1011',
}
