import type { BareReceipt } from '../../records/score-record.js'
import { counts, foldedTask } from '../../records/seal-round.js'
import type { FoldedTask } from '../../scoreboard/policy.js'
import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import { settle } from '../../scoreboard/states.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import type { MeansByMiner, RoundReceipts } from './part-means.js'
import { medianOf } from './standing.js'

/** A change of one part, and the score that the miner would have with it. */
export interface WhatIf {
  /** Assumed difference. */
  readonly change: string
  readonly score: number
}

/** Changes that were scored, and a way to score several at once. */
export interface WhatIfs {
  readonly alone: readonly WhatIf[]
  /** Scores these changes together; null if no round counts. */
  together(some: readonly WhatIf[]): WhatIf | null
}

/** Score of one task with something changed; undefined leaves it as it is. */
type Change = (receipt: BareReceipt) => number | undefined

type Parts = NonNullable<BareReceipt['parts']>

/** A change of answers that failed (`instead`: their score), or of the parts of those that did not (`edit`). */
interface Candidate {
  readonly change: string
  readonly instead?: Change
  readonly edit?: (parts: Parts, receipt: BareReceipt) => Parts
}

interface Inputs {
  readonly miner: MinerIdentity
  readonly rounds: readonly RoundReceipts[]
  /** Changes of scores by rounds, oldest first. */
  readonly changes: readonly ScoreChange[]
  readonly means: MeansByMiner
  /** Key of the miner at the first rank. */
  readonly best: string
  readonly subnet: Pick<Subnet, 'rubric' | 'incentive'>
}

/**
 * Scores the rounds again with one part of the miner's answers changed at a time: without failures, with each gate passed, each factor at 1,
 * each criterion raised to the mean of the median and of the best, where it is below. Rounds before those are as they were.
 */
export function whatIfs(inputs: Inputs): WhatIfs {
  const own = inputs.rounds.flatMap(({ folded, receipts }) =>
    receipts.filter((one) => minerKey(one) === minerKey(inputs.miner) && counts(one, folded.uncounted)),
  )
  const known = candidates(own, inputs)
  const together = (some: readonly { readonly change: string }[]): WhatIf | null => {
    const chosen = known.filter((one) => some.some(({ change }) => change === one.change))
    const score = scoreWith(inputs, changeBy(chosen, inputs.subnet.rubric.combine))
    return score === null ? null : { change: some.map(({ change }) => change).join(', and '), score }
  }
  return { alone: known.flatMap((one) => together([one]) ?? []), together }
}

function changeBy(chosen: readonly Candidate[], combine: Subnet['rubric']['combine']): Change {
  const edits = chosen.flatMap(({ edit }) => edit ?? [])
  return (receipt) => {
    for (const { instead } of chosen) {
      const score = instead?.(receipt)
      if (score !== undefined) return score
    }
    if (edits.length === 0) return undefined
    return changed(receipt, combine, (parts) => edits.reduce((before, edit) => edit(before, receipt), parts))
  }
}

function candidates(
  own: readonly BareReceipt[],
  { miner, means, best }: Pick<Inputs, 'miner' | 'means' | 'best'>,
): readonly Candidate[] {
  const passed = own.filter(({ outcome, parts }) => outcome === 'scored' && parts?.failedGate === null)
  /** Mean of the miner's own valid answers in a family; without any, the median of all miners. */
  const usual = (family: string) => {
    const scores = passed.flatMap((one) => (one.family === family ? [one.score] : []))
    return scores.length === 0
      ? medianOf(means.all({ family, kind: 'score', name: '' }))
      : scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
  const failed = own.filter(({ outcome }) => outcome !== 'scored')
  const gates = new Set(own.flatMap(({ parts }) => parts?.failedGate ?? []))
  const factors = new Set(passed.flatMap(({ parts }) => parts!.factors.map(({ name }) => name)))
  const criteria = new Set(passed.flatMap(({ parts }) => parts!.criteria.map(({ name }) => name)))
  /** Share of what an answer lacks in a criterion that takes the miner's mean in the family to that of the level. */
  const missing = (name: string, family: string, of: 'median' | 'best') => {
    const part = { family, kind: 'criterion', name } as const
    const level = of === 'median' ? medianOf(means.all(part)) : (means.of(best, part) ?? 0)
    const mean = means.of(minerKey(miner), part) ?? 1
    return level > mean ? (level - mean) / (1 - mean) : 0
  }
  return [
    ...(failed.length > 0
      ? [
          {
            change: 'every task answered as its valid answers are',
            instead: (one: BareReceipt) => (one.outcome === 'scored' ? undefined : usual(one.family)),
          },
        ]
      : []),
    ...[...gates].map((name) => ({
      change: `gate ${name} passed by every answer`,
      instead: (one: BareReceipt) => (one.parts?.failedGate === name ? usual(one.family) : undefined),
    })),
    ...[...factors].map((name) => ({
      change: `factor ${name} at 1`,
      edit: (parts: Parts) => ({
        ...parts,
        factors: parts.factors.map((factor) => (factor.name === name ? { name, factor: 1 } : factor)),
      }),
    })),
    ...[...criteria].flatMap((name) =>
      (['median', 'best'] as const).map((of) => ({
        change: `criterion ${name} at the level of the ${of}`,
        edit: (parts: Parts, { family }: BareReceipt) => ({
          ...parts,
          criteria: parts.criteria.map((criterion) =>
            criterion.name === name ? raised(criterion, missing(name, family, of)) : criterion,
          ),
        }),
      })),
    ),
  ]
}

const raised = <C extends { readonly score: number }>(criterion: C, share: number): C => ({
  ...criterion,
  score: Math.min(1, criterion.score + (1 - criterion.score) * share),
})

/** Score of an answer with other parts; undefined for one without any. */
function changed(
  { parts }: BareReceipt,
  combine: Subnet['rubric']['combine'],
  change: (parts: Parts) => Parts,
): number | undefined {
  if (parts === null || parts.failedGate !== null || parts.criteria.length === 0) return undefined
  const { criteria, factors } = change(parts)
  return factors.reduce((product, { factor }) => product * factor, combine(criteria))
}

/** Score after the rounds with changed tasks, folded from the state before the first of them; null if none counts. */
function scoreWith({ miner, rounds, changes, subnet }: Inputs, apply: Change): number | null {
  const { scoreboard } = subnet.incentive
  const byRound = new Map(rounds.map((one) => [one.folded.round.number, one]))
  let state: unknown
  let score: number | null = null
  for (const change of changes) {
    if (minerKey(change) !== minerKey(miner)) continue
    const round = byRound.get(change.round)
    if (round === undefined && score === null) continue
    if (score === null) state = change.stateBefore
    const results = round ? resultsOf(miner, round, apply) : []
    // The part of users' traffic stays as it was.
    const { tasksMean, part } = change.organic ?? { tasksMean: change.mean, part: 0 }
    const mean =
      results.length > 0
        ? change.mean +
          (1 - part) * (results.reduce((sum, { score }) => sum + score, 0) / results.length - tasksMean)
        : change.mean
    const tasks = change.tasks ?? 1
    const folded = settle({ scoreboard }, () =>
      scoreboard.fold(state, {
        ...{ mean: Math.min(1, Math.max(0, mean)), tasks, answered: change.answered ?? tasks, results },
        // On demand: most scoreboards look at no peers, and the history may be long.
        get peers() {
          return changes.flatMap((peer) =>
            peer.round === change.round && minerKey(peer) !== minerKey(miner)
              ? [{ state: peer.stateBefore, mean: peer.mean }]
              : [],
          )
        },
      }),
    )
    state = folded.state
    score = folded.score
  }
  return score
}

function resultsOf(miner: MinerIdentity, { folded, receipts }: RoundReceipts, apply: Change): FoldedTask[] {
  return receipts
    .filter((one) => minerKey(one) === minerKey(miner) && counts(one, folded.uncounted))
    .sort((left, right) => (left.taskId < right.taskId ? -1 : 1))
    .map((one) => foldedTask({ ...one, score: apply(one) ?? one.score }))
}
