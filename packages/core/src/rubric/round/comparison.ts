import type { Clock } from '@subnetkit/base'
import type { MinerIdentity } from '../../scoreboard/scoreboard.js'
import type { Random } from '../../tasks/random.js'
import type { Score } from '../rubric.js'
import type { VerdictPort } from './verdicts.js'

/** A scored answer with features. */
export interface ComparableAnswer extends MinerIdentity {
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  readonly parts: Score
}

/** Inputs of comparisons from their round. */
export interface Comparison {
  readonly round: number
  readonly random: (criterion: string, group: string) => Random
  /** Returns the features of the answer's miner in this many earlier rounds, newest first. */
  readonly past: (answer: ComparableAnswer, criterion: string, rounds: number) => readonly unknown[]
  readonly verdicts: VerdictPort
  /** Ends the comparisons: the promise rejects. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
}
