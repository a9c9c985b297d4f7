import { createHash } from 'node:crypto'
import { createRandom, type Random, type ScoreboardPolicy } from '@subnetkit/core'
import { spearman } from './play.js'

/** Score of an answer, as `--save` writes it. */
export interface SavedScore {
  readonly subnet: string
  readonly seed: number
  readonly validator: string
  readonly round: number
  readonly hotkey: string
  readonly family: string
  readonly score: number
}

/** Rank correlations of plays that are drawn again. */
export interface DrawnAgain {
  /** Rounds of which the scores are. */
  readonly rounds: number
  readonly mean: number
  /** Exceeded by 19 plays of 20. */
  readonly low: number
  readonly least: number
}

/** Plays to draw. */
export interface Again {
  readonly scoreboard: ScoreboardPolicy
  readonly plays: number
  /** Rounds of a play. */
  readonly length: number
}

/**
 * Draws plays of two validators from the scores of plays that were made: each answer of a miner gets a score that it had in the
 * same family. Of use where rounds do not depend on those before them.
 */
export function drawAgain(scores: readonly SavedScore[], again: Again): DrawnAgain {
  const { plays } = again
  const rounds = new Set(scores.map(({ seed, validator, round }) => `${seed} ${validator} ${round}`)).size
  const pools = namesOf(scores, 'hotkey').map((miner) => {
    const own = scores.filter(({ hotkey }) => hotkey === miner)
    return namesOf(own, 'family').map((name): Pool => {
      const all = own.filter(({ family }) => family === name).map(({ score }) => score)
      return { family: name, scores: all, asked: Math.round(all.length / rounds) }
    })
  })
  const random = createRandom(createHash('sha256').update('draw again').digest())
  const board = () => pools.map((pool) => playMiner(pool, again, random))
  const ranks = Array.from({ length: plays }, () => spearman(board(), board())).sort((a, b) => a - b)
  return {
    rounds,
    mean: ranks.reduce((sum, rank) => sum + rank, 0) / plays,
    low: ranks[Math.floor(plays / 20)]!,
    least: ranks[0]!,
  }
}

const namesOf = (scores: readonly SavedScore[], field: 'hotkey' | 'family') => [
  ...new Set(scores.map((score) => score[field])),
]

interface Pool {
  readonly family: string
  readonly scores: readonly number[]
  /** Answers in a round. */
  readonly asked: number
}

/** Score of a miner after the rounds of a play. */
function playMiner(pools: readonly Pool[], { scoreboard, length }: Again, random: Random): number {
  let state = scoreboard.start()
  for (let round = 0; round < length; round++) {
    const results = pools.flatMap(({ family, scores, asked }) =>
      Array.from({ length: asked }, () => {
        const score = scores[Math.floor(random.next() * scores.length)]!
        return { family, outcome: 'scored' as const, score }
      }),
    )
    const mean = results.reduce((sum, { score }) => sum + score, 0) / results.length
    const folded = { mean, tasks: results.length, answered: results.length, results, peers: [] }
    state = scoreboard.fold(state, folded)
  }
  return scoreboard.score(state)
}
