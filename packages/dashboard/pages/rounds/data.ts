import type { api } from '../data/client.js'

/** One round, as its page reads it. */
export type RoundData = Awaited<ReturnType<typeof api.rounds.one.query>>

/** One receipt, as its page reads it. */
export type ReceiptData = Awaited<ReturnType<typeof api.receipts.one.query>>
