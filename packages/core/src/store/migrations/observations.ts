/** Version 14: observations that the tasks of a round are drawn with, and the hash that its records state. */
export const observations: readonly string[] = [
  'alter table subnetkit.rounds add column observed_hash text',
  `create table subnetkit.observations (
    scope text not null,
    round bigint not null,
    observed text not null,
    primary key (scope, round)
  )`,
]
