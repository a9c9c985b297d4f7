import type { Incentive, ScoreboardPolicy } from '@subnetkit/core'
import { groupBy, mean } from '../../offline/rank-answers.js'
import type { RescoredTask } from './rescore-rounds.js'

/** A miner before and after. */
export interface Change {
  readonly uid: number
  readonly hotkey: string
  readonly tasks: number
  readonly before: Standing
  readonly after: Standing
}

/** Place of a miner after the last of the rounds. */
export interface Standing {
  /** 1 for the best; equal scores have the same rank. */
  readonly rank: number
  /** Score of the scoreboard, from a newcomer's on. */
  readonly score: number
  /** Share of the weights. */
  readonly share: number
}

/** Changes by another rubric. */
export interface Comparison {
  /** By the rank after, the best first. */
  readonly changes: readonly Change[]
  /** Miners whose rank differs. */
  readonly moved: number
  /** Share of all weights that goes to other miners. */
  readonly shifted: number
}

type Pay = Pick<Incentive, 'scoreboard' | 'weights'>

/** Folds the rounds with either score, as the scoreboards do from the start, and compares ranks and shares. */
export function compareStandings(tasks: readonly RescoredTask[], before: Pay, after: Pay): Comparison {
  const old = standings(tasks, 'before', before)
  const renewed = standings(tasks, 'after', after)
  const changes = [...groupBy(tasks, ({ hotkey }) => hotkey)]
    .map(([hotkey, own]) => ({
      ...{ uid: own.at(-1)!.uid, hotkey, tasks: own.length },
      ...{ before: old.get(hotkey)!, after: renewed.get(hotkey)! },
    }))
    .sort((one, other) => one.after.rank - other.after.rank || one.uid - other.uid)
  const shifts = changes.map((one) => Math.abs(one.after.share - one.before.share))
  return {
    changes,
    moved: changes.filter((one) => one.before.rank !== one.after.rank).length,
    shifted: shifts.reduce((sum, shift) => sum + shift, 0) / 2,
  }
}

function standings(
  tasks: readonly RescoredTask[],
  side: 'before' | 'after',
  { scoreboard, weights }: Pay,
): ReadonlyMap<string, Standing> {
  const states = foldAll(tasks, side, scoreboard)
  const hotkeys = [...states.keys()]
  const scores = hotkeys.map((hotkey) => scoreboard.score(states.get(hotkey)))
  const shares = weights.shares(scores)
  return new Map(
    hotkeys.map((hotkey, at) => {
      const score = scores[at]!
      const rank = 1 + scores.filter((other) => other > score).length
      return [hotkey, { rank, score, share: shares[at] ?? 0 }]
    }),
  )
}

/** State of each miner after all rounds; a round counts for those that were asked in it. */
function foldAll(tasks: readonly RescoredTask[], side: 'before' | 'after', scoreboard: ScoreboardPolicy) {
  const states = new Map<string, unknown>()
  for (const inRound of groupBy(tasks, ({ round }) => String(round)).values()) {
    const miners = [...groupBy(inRound, ({ hotkey }) => hotkey)].map(([hotkey, own]) => ({
      hotkey,
      state: states.has(hotkey) ? states.get(hotkey) : scoreboard.start(),
      mean: mean(own.map((task) => task[side])),
      tasks: own.length,
      answered: own.filter(({ isAnswered }) => isAnswered).length,
      results: own.map((task) => ({ family: task.family, outcome: task.outcome, score: task[side] })),
    }))
    for (const { hotkey, state, ...round } of miners) {
      const peers = miners.filter((peer) => peer.hotkey !== hotkey)
      states.set(hotkey, scoreboard.fold(state, { ...round, peers }))
    }
  }
  return states
}
