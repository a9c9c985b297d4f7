/** Versions 1 to 3 of the schema. Released: never changed. */
export const firstVersions: readonly (readonly string[])[] = [
  [
    `create table subnetkit.scores (
      scope text not null,
      hotkey text not null,
      registered_at bigint not null,
      score double precision not null check (score >= 0 and score <= 1),
      rounds bigint not null,
      last_round bigint not null,
      seen_at bigint not null,
      primary key (scope, hotkey, registered_at)
    )`,
    `create table subnetkit.rounds (
      scope text not null,
      number bigint not null,
      state text not null check (state in ('opened', 'committed', 'planned', 'folded', 'skipped')),
      block bigint not null,
      secret bytea not null,
      secret_hash bytea not null,
      commit_block bigint,
      revealed boolean not null default false,
      miners text not null default '[]',
      reason text,
      primary key (scope, number)
    )`,
    `create table subnetkit.receipts (
      scope text not null,
      round bigint not null,
      hotkey text not null,
      registered_at bigint not null,
      task_id text not null,
      uid integer not null,
      family text not null,
      synapse text not null,
      outcome text not null check (outcome in ('scored', 'absent', 'malformed')),
      reason text,
      score double precision not null check (score >= 0 and score <= 1),
      parts text,
      latency_ms double precision not null,
      answer_hash text,
      input text not null,
      output text,
      folded boolean not null default false,
      primary key (scope, round, hotkey, task_id)
    )`,
    `create table subnetkit.outbox (
      number bigint generated always as identity,
      scope text not null,
      id text not null,
      revision bigint not null,
      settled boolean not null,
      entry text not null,
      primary key (scope, id)
    )`,
  ],
  [
    'alter table subnetkit.receipts drop constraint receipts_outcome_check',
    `alter table subnetkit.receipts add constraint receipts_outcome_check
      check (outcome in ('scored', 'absent', 'malformed', 'refused', 'ours'))`,
  ],
  [
    `create table subnetkit.answer_receipts (
      scope text not null,
      round bigint not null,
      miner text not null,
      request text not null,
      receipt text not null,
      request_text text not null,
      request_body text,
      answer_body text,
      primary key (scope, round, miner, request)
    )`,
  ],
]
