/** Version 7: the order in which the miners of a round are asked, and those whose turn is still to come. */
export const askingOrder: readonly string[] = [
  `alter table subnetkit.queries
    add column position integer not null default 0,
    add column keeps_turn boolean not null default false`,
  "update subnetkit.queries set keeps_turn = state = 'unasked'",
]
