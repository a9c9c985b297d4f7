/** Failures of receipts/1. They never change the result of a query. */
export const receiptErrors = {
  RECEIPT_INVALID: {
    message: 'the receipt of {miner} does not prove the answer: {detail}',
    fix: '{fix}',
  },
  RECEIPTS_UNSIGNED: {
    message: 'a batch of {count} answers could not be signed: {detail}',
    fix: 'Check the key of the miner: callers get no receipts for these answers.',
  },
} as const
