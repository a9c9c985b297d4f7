/**
 * Version 17: comparisons of a round, a row for each miner, as JSON by task. Receipts stay as they were written: to rewrite them took 60 to 85 ms
 * of a fold. Rounds that were compared before have their comparisons in their receipts.
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
