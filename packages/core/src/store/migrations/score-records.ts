/**
 * Score records: what a record states beyond the receipt, the seal of a round and its place on chain, and what each round did to the
 * scores. Only rounds that are folded from now on are sealed.
 */
export const scoreRecords: readonly string[] = [
  `alter table subnetkit.receipts
    add column request_hash text,
    add column body_hash text,
    add column received text`,
  `alter table subnetkit.rounds
    add column uncounted text,
    add column seal text,
    add column root_place text`,
  `create table subnetkit.round_scores (
    scope text not null,
    round bigint not null,
    hotkey text not null,
    registered_at bigint not null,
    mean double precision not null,
    before double precision,
    after double precision not null,
    primary key (scope, round, hotkey, registered_at)
  )`,
]
