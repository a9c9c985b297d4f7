/** Version 12: scores by the version of the subnet that is not active, and the version that the owner has activated. */
export const shadowScores: readonly string[] = [
  `alter table subnetkit.receipts
    add column shadow_version text,
    add column shadow_score double precision,
    add column shadow_reason text`,
  'alter table subnetkit.rounds add column shadow_version text',
  `create table subnetkit.shadow_scores (
    scope text not null,
    hotkey text not null,
    registered_at bigint not null,
    score double precision not null,
    rounds bigint not null,
    last_round bigint not null,
    seen_at bigint not null,
    state text,
    scoreboard text,
    version text not null,
    primary key (scope, version, hotkey, registered_at)
  )`,
  'alter table subnetkit.validators add column activation text',
]
