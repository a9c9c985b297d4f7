/** Version 6: what a round may spend, and what its workers have taken of it. */
export const roundBudgets: readonly string[] = [
  `alter table subnetkit.rounds
    add column budget text,
    add column taken_requests bigint not null default 0,
    add column taken_bytes double precision not null default 0,
    add column taken_ms double precision not null default 0,
    add column taken_cost double precision not null default 0,
    add column held integer not null default 0,
    add column held_until bigint not null default 0`,
]
