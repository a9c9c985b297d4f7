import { createHash } from 'node:crypto'
import type { ScoredRound } from '@subnetkit/core'
import { foldRound, type RoundResult, type ScoreEntry } from '@subnetkit/core/engine'
import type { AnyLab, Lab } from '../define-lab.js'
import { createPatience } from './answer-patience.js'
import { createRubricGuard, createWaits } from './guard-rubric.js'
import { keyOf } from './keys.js'
import { type AskedMiner, type Effort, playRound, type RoundPlan } from './play-round.js'
import type { Receipt } from './receipt.js'
import { type Blame, unwatched, type Watch } from './watch.js'

/** Round of a validator. */
export interface ScorerRequest {
  /** Name of the simulation: a new one begins without scores and memories. */
  readonly simulation: string
  readonly seed: number
  readonly validator: string
  /** Share of all stake that it and the validators with more have. */
  readonly stakeAbove: number
  readonly number: number
  readonly miners: readonly AskedMiner[]
  /** Kinds of miners whose answers count as malformed without a look at them. @default none */
  readonly blamed?: readonly Blame[] | undefined
  /** Kinds of miners whose questions come back as receipts. @default none */
  readonly record?: readonly string[] | undefined
}

/** Scores after a round, and what it cost the miners: values only, so that it may come from another process. */
export interface ScorerResult {
  readonly entries: readonly ScoreEntry[]
  readonly efforts: readonly Effort[]
  /** Mean of each miner of which something counts. */
  readonly means: ScoredRound['miners']
  /** First failure of each kind that the rubric had. */
  readonly troubles: readonly string[]
  readonly receipts: readonly Receipt[]
}

/** Plays the rounds of validators: in this process, or in several. */
export interface Scorers extends AsyncDisposable {
  /** Plays one round of each of these validators, with results in their order. */
  play(requests: readonly ScorerRequest[]): Promise<readonly ScorerResult[]>
}

/** Plays all rounds in this process; `watch` is where they are. */
export function createScorers(
  given: AnyLab,
  { watch = unwatched }: { readonly watch?: Watch } = {},
): Scorers {
  const lab = given as unknown as Lab
  const waits = createWaits()
  const patienceOf = createPatience()
  const scorers = new Map<string, ReturnType<typeof createScorer>>()
  let current = ''
  return {
    async play(requests) {
      const results: ScorerResult[] = []
      for (const request of requests) {
        if (request.simulation !== current) scorers.clear()
        current = request.simulation
        const guards = () => ({ guard: createRubricGuard({}, waits), patience: patienceOf(), watch })
        const play = scorers.get(request.validator) ?? createScorer(lab, request, guards())
        scorers.set(request.validator, play)
        results.push(await play(request))
      }
      return results
    },
    async [Symbol.asyncDispose]() {
      scorers.clear()
    },
  }
}

/** Past rounds that round criteria may look at. */
const mostPast = 64

/** Plays and folds the rounds of one validator, one after another. */
function createScorer(
  source: Lab,
  { seed, validator }: Pick<ScorerRequest, 'seed' | 'validator'>,
  { guard, patience, watch }: Pick<RoundPlan, 'guard' | 'patience' | 'watch'>,
) {
  const subnet = source.subnetFor?.({ seed, validator }) ?? source.subnet
  const lab: Lab = { ...source, subnet: { ...subnet, rubric: guard.bound(subnet.rubric) } }
  const memories = new Map<string, Map<string, unknown>>()
  const entries = new Map<string, ScoreEntry>()
  let past: ScoredRound[] = []
  let previous: { readonly round: number; readonly observed: unknown } | null = null

  function memoryOf(operator: string): Map<string, unknown> {
    const memory = memories.get(operator) ?? new Map<string, unknown>()
    memories.set(operator, memory)
    return memory
  }

  const given = new Set<string>()
  function wasGiven(operator: string, answer: string): boolean {
    const key = createHash('sha256').update(`${operator}\n${answer}`).digest('base64')
    return given.size === given.add(key).size
  }

  return async function play({
    number,
    miners,
    stakeAbove,
    blamed = [],
    record = [],
  }: Pick<ScorerRequest, 'number' | 'miners' | 'stakeAbove' | 'blamed' | 'record'>): Promise<ScorerResult> {
    const blockHash = `0x${Buffer.from(keyOf(seed, 'block', number)).toString('hex')}`
    const { scored, efforts, observed, receipts } = await playRound(lab, {
      ...{ seed, validator, stakeAbove, number, miners, memoryOf, blockHash, past, previous },
      ...{ guard, patience, watch, blamed, wasGiven, record: new Set(record) },
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
    countMalformed(scored, efforts)
    const troubles = scored.troubles.map(({ code, reason }) => `${code}: ${reason}`)
    return { entries: [...entries.values()], efforts, means: scored.miners, troubles, receipts }
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

function countMalformed({ answers }: ScoredRound, efforts: readonly Effort[]): void {
  const byHotkey = new Map(efforts.map((effort) => [effort.hotkey, effort]))
  for (const { hotkey, outcome, reason } of answers) {
    if (outcome !== 'malformed') continue
    const effort = byHotkey.get(hotkey)!
    effort.malformed += 1
    effort.trouble ??= reason
  }
}
