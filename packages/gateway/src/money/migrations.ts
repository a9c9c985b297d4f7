import { depositTables } from '../deposits/deposit-tables.js'
import { namedAnswerTables } from '../idempotency/answer-store.js'
import { pictureTables } from '../images/picture-tables.js'
import { organicTables } from '../organic/tables.js'
import { receiptTables } from '../receipts/tables.js'

/** Tables of a gateway, in a schema of their own: a validator beside it needs none of them. */
export const gatewaySchema = 'subnetkit_gateway'

export const gatewayMigrations: readonly (readonly string[])[] = [
  [
    `create table subnetkit_gateway.keys (
      id text primary key,
      hash text not null,
      name text not null,
      project text,
      models text,
      requests_per_minute integer,
      tokens_per_minute integer,
      in_flight integer,
      created_at bigint not null,
      revoked_at bigint
    )`,
    // Amounts are micro-credits. A period of null is the life of the budget.
    `create table subnetkit_gateway.budgets (
      name text primary key,
      cap bigint,
      period_ms bigint,
      period_start bigint not null default 0,
      spent bigint not null default 0,
      reserved bigint not null default 0 check (reserved >= 0)
    )`,
    `create table subnetkit_gateway.reservations (
      id text primary key,
      budgets text[] not null,
      amount bigint not null,
      expires_at bigint not null
    )`,
    'create index reservations_expiry on subnetkit_gateway.reservations (expires_at)',
  ],
  depositTables,
  pictureTables,
  receiptTables,
  namedAnswerTables,
  organicTables,
]
