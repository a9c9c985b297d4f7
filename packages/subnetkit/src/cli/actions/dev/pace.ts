/** Blocks of a devnet, from round to round and from epoch to epoch. */
export interface Pace {
  readonly roundBlocks: number
  readonly tempo: number
}

/** Shortest round, in ms: enough for a few questions and the weights. */
const shortestMs = 4_000
/** Time beyond the deadline of an answer for planning and scoring, in ms. */
const spareMs = 2_000
/** Start of the command until the subnet is loaded on a machine that keeps up with the usual blocks, in ms. */
const usualStartMs = 3_000
const mostSlowness = 4
/** Time from block to block on such a machine, in ms. */
const usualBlockTimeMs = 250

/**
 * How much slower than usual this machine is, by the time that the start has taken; from 1 to 4. Blocks and rounds are stretched by it: with
 * the usual ones each round would be over before it is planned.
 */
export const slownessOf = (startMs: number): number =>
  Math.min(mostSlowness, Math.max(1, startMs / usualStartMs))

/** Time from block to block where none is given, in ms. */
export const blockTimeOf = (slowness: number): number => Math.round(usualBlockTimeMs * slowness)

/** The chain's least tempo that leaves room for a commit and its reveal, in blocks. */
const leastTempo = 10

/**
 * Rounds as short as the deadlines of a subnet allow: a round is open until the end of the next one, and an answer may take
 * all of its deadline. Each round is paid: the tempo is the same.
 */
export function paceOf(deadlineMs: number, blockTimeMs: number, slowness = 1): Pace {
  const roundMs = Math.max(shortestMs * slowness, (deadlineMs + spareMs * slowness) / 2)
  const blocks = Math.max(leastTempo, Math.ceil(roundMs / blockTimeMs))
  return { roundBlocks: blocks, tempo: Math.min(blocks, 65_535) }
}
