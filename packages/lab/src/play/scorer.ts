import type { ScoredRound } from '@subnetkit/core'
import { foldRound, type RoundResult, type ScoreEntry } from '@subnetkit/core/engine'
import type { Lab } from '../define-lab.js'
import { keyOf } from './keys.js'
import { type AskedMiner, type Effort, playRound } from './play-round.js'

/** Round of a validator that plays itself. */
export interface ScorerRequest {
  readonly number: number
  readonly miners: readonly AskedMiner[]
}

/** Scores after a round, and what it cost the miners. */
export interface ScorerResult {
  readonly entries: readonly ScoreEntry[]
  readonly efforts: readonly Effort[]
  readonly scored: ScoredRound
}

/** Past rounds that round criteria may look at. */
const mostPast = 64

/** Plays and folds the rounds of one validator, one after another. */
export function createScorer(lab: Lab, { seed, validator }: { seed: number; validator: string }) {
  const { subnet } = lab
  const memories = new Map<string, Map<string, unknown>>()
  const entries = new Map<string, ScoreEntry>()
  let past: ScoredRound[] = []
  let previous: { readonly round: number; readonly observed: unknown } | null = null

  function memoryOf(operator: string): Map<string, unknown> {
    const memory = memories.get(operator) ?? new Map<string, unknown>()
    memories.set(operator, memory)
    return memory
  }

  return async function play({ number, miners }: ScorerRequest): Promise<ScorerResult> {
    const blockHash = `0x${Buffer.from(keyOf(seed, 'block', number)).toString('hex')}`
    const { scored, efforts, observed } = await playRound(lab, {
      ...{ seed, validator, number, miners, memoryOf, blockHash, past, previous },
      secret: keyOf(seed, 'secret', validator, number),
    })
    previous = observed === undefined ? null : { round: number, observed }
    if (subnet.rubric.roundCriteria.length > 0) past = [scored, ...past].slice(0, mostPast)
    const changed = foldRound(
      [...entries.values()],
      { number, block: number, results: resultsOf(scored, miners) },
      { scoreboard: subnet.incentive.scoreboard },
    )
    for (const entry of changed) entries.set(entry.hotkey, entry)
    const present = new Set(miners.map(({ hotkey }) => hotkey))
    for (const hotkey of entries.keys()) if (!present.has(hotkey)) entries.delete(hotkey)
    return { entries: [...entries.values()], efforts, scored }
  }
}

/** Results of the miners as a validator folds them: those of which nothing counts are left out. */
function resultsOf({ answers, miners: means }: ScoredRound, asked: readonly AskedMiner[]): RoundResult[] {
  const registered = new Map(asked.map(({ hotkey, registeredAt }) => [hotkey, registeredAt]))
  const counted = new Map<string, ScoredRound['answers'][number][]>(means.map(({ hotkey }) => [hotkey, []]))
  for (const answer of answers) if (answer.outcome !== 'ours') counted.get(answer.hotkey)?.push(answer)
  return means
    .map(({ hotkey, mean }): RoundResult => {
      const own = counted.get(hotkey)!.toSorted((one, other) => (one.taskId < other.taskId ? -1 : 1))
      return {
        ...{ hotkey, registeredAt: registered.get(hotkey)!, mean, tasks: own.length },
        answered: own.filter(({ outcome }) => outcome !== 'absent').length,
        results: own.map(({ family, outcome, score }) => ({
          ...{ family, score },
          outcome: outcome as 'scored' | 'absent' | 'malformed',
        })),
      }
    })
    .toSorted((one, other) => (one.hotkey < other.hotkey ? -1 : 1))
}
