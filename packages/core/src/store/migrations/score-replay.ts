/** Version 11: what a replay needs of a round: the states of scores before and after it, the times of streams; and what its receipts take. */
export const scoreReplay: readonly string[] = [
  `alter table subnetkit.round_scores
    add column tasks integer,
    add column answered integer,
    add column state_before text,
    add column state_after text,
    add column scoreboard text`,
  'alter table subnetkit.rounds add column receipt_bytes bigint',
  'alter table subnetkit.receipts add column first_chunk_ms double precision',
]
