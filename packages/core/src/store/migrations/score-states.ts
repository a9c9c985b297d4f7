/** Version 10: the state behind each score, which scoreboard made it, and under which version of the subnet. */
export const scoreStates: readonly string[] = [
  `alter table subnetkit.scores
    add column state text,
    add column scoreboard text,
    add column version text`,
]
