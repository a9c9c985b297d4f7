/** Failures of receipts/1. They never change the result of a query. */
export const receiptErrors = {
  RECEIPT_INVALID: {
    message: 'the receipt of {miner} does not prove the answer: {detail}',
    fix: '{fix}',
  },
  RECEIPTS_OFF: {
    message: 'this miner gives no receipts',
    fix: 'Ask other miners for receipts, or set receipts on the miner.',
    status: 404,
  },
  RECEIPTS_UNSIGNED: {
    message: 'a batch of {count} answers could not be signed: {detail}',
    fix: 'Check the key of the miner: callers get no receipts for these answers.',
  },
} as const
