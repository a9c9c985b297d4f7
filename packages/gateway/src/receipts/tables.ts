/** Receipts are JSON as it was signed; a proof of a miner comes later than its receipt. */
export const receiptTables: readonly string[] = [
  `create table subnetkit_gateway.receipts (
      id text primary key,
      key_id text not null,
      created_at bigint not null,
      receipt text not null,
      seal text
    )`,
  'create index receipts_age on subnetkit_gateway.receipts (created_at, id)',
  `create table subnetkit_gateway.receipt_proofs (
      receipt_id text not null references subnetkit_gateway.receipts on delete cascade,
      miner integer not null,
      proof text not null,
      primary key (receipt_id, miner)
    )`,
]
