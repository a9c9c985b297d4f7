import type { RoundResult } from '../scoreboard/fold-round.js'
import type { FoldedTask } from '../scoreboard/policy.js'

/** Result of one miner in one round, as a fold selects it. */
export interface ResultRow extends Omit<RoundResult, 'registeredAt' | 'results'> {
  readonly registered_at: number
  /** JSON. */
  readonly results: string
}

/** Column with the results of the tasks in a group of receipts `r`, in the order of their ids. */
export const resultsOf = (score: string) =>
  `json_agg(json_build_object('family', r.family, 'outcome', r.outcome, 'score', ${score})
    order by r.task_id collate "C")::text as results`

export const toResult = ({ registered_at: registeredAt, results, ...row }: ResultRow): RoundResult => ({
  ...row,
  registeredAt,
  results: JSON.parse(results) as FoldedTask[],
})
