const FREE = 'everything is free: zero'

/** Runtime API methods, as `Api_method`, that answer in a simpler way than the real chain. */
export const simplifiedApis: Readonly<Record<string, string>> = {
  TransactionPaymentApi_query_info: FREE,
  TransactionPaymentApi_query_fee_details: FREE,
  TransactionPaymentApi_query_weight_to_fee: FREE,
  TransactionPaymentApi_query_length_to_fee: FREE,
}

const NOT_ASKED = 'in its place in extrinsics and metadata, but nothing is checked'

/** Transaction extensions that check less than on the real chain. */
export const simplifiedExtensions: Readonly<Record<string, string>> = {
  CheckWeight: 'calls have no weight and blocks no limit but that of the pool',
  ChargeTransactionPayment: 'nothing is charged, not even the tip, which only orders the pool',
  SudoTransactionExtension: NOT_ASKED,
  CheckShieldedTxValidity: NOT_ASKED,
  SubtensorTransactionExtension: 'refuses with the codes of weights, commits, reveals, serving and takes',
  DrandPriority: NOT_ASKED,
  CheckMetadataHash: 'an extrinsic signed over a metadata hash is refused with 1011',
}
