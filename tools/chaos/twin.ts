import type { ScoreEntry } from '@subnetkit/core'
import type { Receipt, RoundRecord } from '@subnetkit/core/validator'
import { type Sums, worth } from './subnet.js'
import { type Answers, questionKey } from './world.js'

/** A folded round with its receipts. */
export interface FoldedRound {
  readonly round: RoundRecord
  readonly receipts: readonly Receipt[]
}

/** Result of the twin: the scores that it comes to, and receipts that no answer of a miner explains. */
export interface Twin {
  readonly scores: readonly Pick<ScoreEntry, 'hotkey' | 'registeredAt' | 'score' | 'rounds' | 'lastRound'>[]
  readonly unexplained: readonly string[]
}

interface TwinOptions {
  readonly subnet: Sums
  readonly netuid: number
  readonly answers: Answers
}

/**
 * Validator that nothing ever interrupted: draws the tasks of each round from its secret, scores what the miners
 * themselves say that they answered, and folds one round after the other. Of the receipts it takes only which answer
 * counted, never a score.
 */
export function runTwin(rounds: readonly FoldedRound[], options: TwinOptions): Twin {
  const { scoreboard } = options.subnet.incentive
  const states = new Map<string, unknown>()
  const scores = new Map<string, Twin['scores'][number]>()
  const unexplained: string[] = []
  for (const { round, receipts } of rounds) {
    const byMiner = group(receipts)
    for (const [key, own] of byMiner) {
      const values: number[] = []
      for (const receipt of own.toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1))) {
        const { value, problem } = judge(round, receipt, options)
        if (problem !== null)
          unexplained.push(`round ${round.number}, ${receipt.hotkey}, ${receipt.taskId}: ${problem}`)
        if (value !== null) values.push(value)
      }
      if (values.length === 0) continue
      const { hotkey, registeredAt } = own[0]!
      const mean = values.reduce((sum, value) => sum + value) / values.length
      const before = scores.get(key)
      const tasks = values.length
      const state = scoreboard.fold(states.get(key) ?? scoreboard.start(), {
        mean,
        tasks,
        answered: tasks,
        results: [],
        peers: [],
      })
      states.set(key, state)
      scores.set(key, {
        hotkey,
        registeredAt,
        score: scoreboard.score(state),
        rounds: (before?.rounds ?? 0) + 1,
        lastRound: round.number,
      })
    }
  }
  return { scores: [...scores.values()], unexplained }
}

function judge(
  round: RoundRecord,
  receipt: Receipt,
  { subnet, netuid, answers }: TwinOptions,
): { readonly value: number | null; readonly problem: string | null } {
  if (receipt.outcome === 'ours') return { value: null, problem: null }
  const { number, secret } = round
  const task = subnet.tasks
    .tasksFor({ netuid, mechanism: 0, number, secret }, receipt.hotkey)
    .find(({ id }) => id === receipt.taskId)
  if (!task) return { value: 0, problem: 'no such task was drawn' }
  if (receipt.outcome !== 'scored') return { value: 0, problem: null }
  const { sum } = receipt.output as { readonly sum: number }
  const given = answers.get(questionKey(receipt.hotkey, task.input)) ?? []
  if (!given.includes(sum))
    return { value: 0, problem: `${sum} is not among its answers ${given.join(', ')}` }
  return { value: worth(sum, task.truth), problem: null }
}

function group(receipts: readonly Receipt[]): Map<string, Receipt[]> {
  const groups = new Map<string, Receipt[]>()
  for (const receipt of receipts) {
    const key = `${receipt.hotkey}@${receipt.registeredAt}`
    groups.set(key, [...(groups.get(key) ?? []), receipt])
  }
  return groups
}
