/**
 * Version 18: verdicts on answers to requests of users, which wait until a round counts them, and what they were of a round's mean. They have
 * no text of a user.
 */
export const organicEvidence: readonly string[] = [
  `create table subnetkit.organic_evidence (
    scope integer not null,
    id text not null,
    at bigint not null,
    hotkey text not null,
    registered_at bigint not null,
    payer text not null,
    key text not null,
    verdict double precision not null,
    source text not null,
    receipt text,
    round bigint,
    primary key (scope, id)
  )`,
  'create index organic_waiting on subnetkit.organic_evidence (scope, at) where round is null',
  'create index organic_rounds on subnetkit.organic_evidence (scope, round) where round is not null',
  `alter table subnetkit.round_scores
    add column tasks_mean double precision,
    add column organic_part double precision`,
]
