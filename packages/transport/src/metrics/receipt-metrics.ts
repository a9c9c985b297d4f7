import type { Registry } from 'prom-client'
import type { ReceiptCounts } from '../receipts/server-receipts.js'
import { addGauge, addTotal, type PromClient } from './prom-client.js'

/** Adds the counts of a miner that gives receipts. */
export function addReceiptMetrics(
  client: PromClient,
  registers: Registry[],
  read: () => ReceiptCounts,
): void {
  const named = (name: string, help: string) => ({
    name: `subnetkit_miner_receipts_${name}`,
    help,
    registers,
  })
  addTotal(client, named('answers_total', 'Answers counted for a receipt.'), () => read().answers)
  addTotal(client, named('batches_total', 'Batches of receipts that were signed.'), () => read().batches)
  addTotal(
    client,
    named('unsigned_total', 'Answers without a receipt, since their batch could not be signed.'),
    () => read().unsigned,
  )
  addTotal(
    client,
    named('dropped_total', 'Receipts forgotten before an answer carried them.'),
    () => read().dropped,
  )
  addGauge(client, named('kept', 'Receipts kept for their callers.'), () => read().kept)
}
