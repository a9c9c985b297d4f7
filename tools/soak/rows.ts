/** Rows of the tables of a store, by their names. */
export type Rows = Readonly<Record<string, number>>

/**
 * Rows as if a miner had proven each of its answers: it is asked for its receipts once, without waiting, so that a busy machine has fewer of
 * them and the last rounds of a soak more than the first.
 */
export const full = (rowsOf: Rows): Rows => ({
  ...rowsOf,
  answer_receipts: Math.max(rowsOf.answer_receipts ?? 0, rowsOf.receipts ?? 0),
})
