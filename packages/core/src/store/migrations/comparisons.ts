/**
 * Version 17: what the comparisons of a round say about the answers of each miner, as JSON by task. Their receipts stay as they were written: to rewrite them took 60 to 85 ms of a fold. Rounds that were compared before have it in their receipts.
 */
export const comparisons: readonly string[] = [
  `create table subnetkit.comparisons (
    scope integer not null,
    round bigint not null,
    hotkey text not null,
    scores text not null,
    changes text not null,
    primary key (scope, round, hotkey)
  )`,
]
