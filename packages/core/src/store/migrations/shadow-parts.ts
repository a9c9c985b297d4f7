/**
 * Version 13: what round criteria of the version that is not active compare, and the verdicts that they were given; the active
 * version has the shadow ''.
 */
export const shadowParts: readonly string[] = [
  `create table subnetkit.shadow_parts (
    scope text not null,
    round bigint not null,
    hotkey text not null,
    task_id text not null,
    version text not null,
    parts text not null,
    features text not null,
    primary key (scope, round, hotkey, task_id)
  )`,
  `alter table subnetkit.verdicts add column shadow text not null default ''`,
  `alter table subnetkit.verdicts
    drop constraint verdicts_pkey,
    add primary key (scope, round, shadow, criterion, compared, key)`,
]
