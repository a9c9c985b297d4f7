import { minerKey } from '../../scoreboard/scoreboard.js'
import { deriveKey } from '../../tasks/derive-key.js'
import { createRandom } from '../../tasks/random.js'
import type { Round } from '../../tasks/task.js'
import type { Candidate, SamplingPolicy } from './sampling-policy.js'

/** A round, with the number of blocks from one to the next. Rounds are numbered by their first blocks. */
export interface SampledRound extends Round {
  readonly roundBlocks: number
}

/** A candidate with what its place depends on. */
interface Ranked<C> {
  readonly miner: C
  /** Block since which it waits for its turn. */
  readonly since: number
  /** In (0, 1], derived from the round's secret and the miner: no miner can predict it or search for a better one. */
  readonly draw: number
}

/**
 * Returns the miners to ask in a round, the first to ask first: a budget that is not enough for all of them leaves out
 * the last. Depends on its arguments only, and not on the order of the candidates, so that a round can be audited.
 */
export function rankMiners<C extends Candidate>(
  policy: SamplingPolicy,
  candidates: readonly C[],
  round: SampledRound,
): C[] {
  const size = policy.kind === 'all' ? candidates.length : Math.min(policy.count, candidates.length)
  if (size === 0) return []
  const turn = Math.ceil(candidates.length / size)
  const ranked = candidates.map((miner) => ({
    miner,
    since: waitsSince(miner),
    draw: drawOf(miner, round),
  }))
  const sorted =
    policy.kind === 'weighted'
      ? byWeight(ranked, policy, round, turn)
      : byAge(ranked.map((one) => ({ ...one, since: since(one, turn * round.roundBlocks) })))
  return sorted.slice(0, size).map(({ miner }) => miner)

  // A newcomer comes before miners that had their turn, but not before those that have missed one: registering again and
  // again must not keep others from being asked.
  function since(one: Ranked<C>, turnBlocks: number): number {
    return one.miner.lastAsked === null ? one.since - turnBlocks : one.since
  }
}

/**
 * Miners that are due first, the stalest before others, and then a draw without replacement: the smallest -ln(draw) ÷
 * weight are those that a sequence of draws in proportion to the weights would take (Efraimidis and Spirakis).
 */
function byWeight<C extends Candidate>(
  ranked: readonly Ranked<C>[],
  policy: SamplingPolicy & { readonly kind: 'weighted' },
  round: SampledRound,
  turn: number,
): Ranked<C>[] {
  const within = Math.max(policy.within ?? 4 * turn, turn)
  // Whoever is due waits for those before it, which takes a turn at most.
  const dueSince = round.number - (within - turn) * round.roundBlocks
  const weights = weightsOf(ranked, policy)
  const keys = new Map(ranked.map((one, at) => [one, -Math.log(one.draw) / weights[at]!]))
  const due = ranked.filter(({ since }) => since <= dueSince)
  const others = ranked.filter(({ since }) => since > dueSince)
  return [...byAge(due), ...others.sort((a, b) => keys.get(a)! - keys.get(b)! || byDraw(a, b))]
}

/** Weights with a mean of about 1, none below the floor. */
function weightsOf<C extends Candidate>(
  ranked: readonly Ranked<C>[],
  { by, floor = 0.1 }: SamplingPolicy & { readonly kind: 'weighted' },
): number[] {
  const weights = ranked.map(({ miner }) => {
    const weight = typeof by === 'function' ? by(miner) : Number(miner[by])
    return Number.isFinite(weight) && weight > 0 ? weight : 0
  })
  const most = Math.max(...weights)
  if (most === 0) return weights.map(() => 1)
  // By the largest first, so that the sum of huge weights is finite.
  const mean = weights.reduce((sum, weight) => sum + weight / most, 0) / weights.length
  return weights.map((weight) => Math.max(weight / most / mean, floor))
}

const byAge = <C extends Candidate>(ranked: readonly Ranked<C>[]) =>
  ranked.toSorted((a, b) => a.since - b.since || byDraw(a, b))

function byDraw<C extends Candidate>(a: Ranked<C>, b: Ranked<C>): number {
  return a.draw - b.draw || (minerKey(a.miner) < minerKey(b.miner) ? -1 : 1)
}

/** Block of the last round that asked a miner, else of its registration; a block that is none counts as the first. */
function waitsSince({ lastAsked, registeredAt }: Candidate): number {
  const block = lastAsked ?? registeredAt
  return Number.isFinite(block) ? block : 0
}

function drawOf({ hotkey, registeredAt }: Candidate, round: Round): number {
  const index = Number.isSafeInteger(registeredAt) && registeredAt >= 0 ? registeredAt : 0
  return 1 - createRandom(deriveKey(round, hotkey, 'sampling', index)).next()
}
