/** Tables of deposits, earnings and payments. Amounts are rao and micro-credits. */
export const depositTables: readonly string[] = [
  'alter table subnetkit_gateway.keys add column prepaid boolean not null default false',
  `create table subnetkit_gateway.deposit_addresses (
    address text primary key,
    key_id text not null references subnetkit_gateway.keys (id)
  )`,
  // Transfers up to here are credited; one row for each chain.
  `create table subnetkit_gateway.deposit_cursors (
    genesis text primary key,
    number bigint not null,
    hash text not null
  )`,
  `create table subnetkit_gateway.deposits (
    genesis text not null,
    block_hash text not null,
    event integer not null,
    block_number bigint not null,
    key_id text not null,
    address text not null,
    sender text not null,
    rao bigint not null,
    credits bigint not null,
    refunded_credits bigint not null default 0,
    refunded_rao bigint not null default 0,
    credited_at bigint not null,
    primary key (block_hash, event),
    check (refunded_credits <= credits and refunded_rao <= rao)
  )`,
  'create index deposits_by_key on subnetkit_gateway.deposits (key_id, block_number, event)',
  // What prepaid keys were charged, by the miners that answered them; a plan of payments takes its rows.
  `create table subnetkit_gateway.earnings (
    hotkey text not null,
    coldkey text not null,
    day bigint not null,
    plan text not null default '',
    credits bigint not null,
    primary key (hotkey, coldkey, day, plan)
  )`,
  'create index earnings_by_plan on subnetkit_gateway.earnings (plan)',
  // A plan without a body has taken what it pays out of budgets or earnings, and was not written yet.
  `create table subnetkit_gateway.payment_plans (
    id text primary key,
    kind text not null,
    key_id text,
    rao bigint,
    credits bigint not null,
    created_at bigint not null,
    body text
  )`,
]
