/** Blocks of a devnet, from round to round and from epoch to epoch. */
export interface Pace {
  readonly roundBlocks: number
  readonly tempo: number
}

/** Shortest round, in ms: enough for a few questions and the weights. */
const shortestMs = 4_000
/** Time beyond the deadline of an answer for planning and scoring, in ms. */
const spareMs = 2_000
/** The chain's least tempo that leaves room for a commit and its reveal, in blocks. */
const leastTempo = 10

/**
 * Rounds as short as the deadlines of a subnet allow: a round is open until the end of the next one, and an answer may take
 * all of its deadline. Each round is paid: the tempo is the same.
 */
export function paceOf(deadlineMs: number, blockTimeMs: number): Pace {
  const roundMs = Math.max(shortestMs, (deadlineMs + spareMs) / 2)
  const blocks = Math.max(leastTempo, Math.ceil(roundMs / blockTimeMs))
  return { roundBlocks: blocks, tempo: Math.min(blocks, 65_535) }
}
