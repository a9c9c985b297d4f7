import { coreError } from '../../errors.js'
import type { BareReceipt } from '../../records/score-record.js'
import { counts } from '../../records/seal-round.js'
import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import type { FoldedRound } from '../../store/score-records.js'
import type { Store } from '../../store/store.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import { type OrganicPart, organicPart } from './organic-part.js'
import { compareParts, meansByMiner, type PartMeans, type RoundReceipts } from './part-means.js'
import { presentHotkeys } from './present-hotkeys.js'
import { type SimilarAnswers, similarAnswers } from './similar-answers.js'
import { type Contender, rankField, type Standing, scoresAfter } from './standing.js'
import { unsentTasks } from './tasks-of-miner.js'
import { type WhatIf, whatIfs } from './what-if.js'

/** Failures of a miner by their cause. */
export interface FailureCount {
  readonly outcome: BareReceipt['outcome']
  /** Code; empty if the reason has none. */
  readonly code: string
  readonly count: number
  /** False if they count for nothing: trouble of the validator. */
  readonly counts: boolean
  /** The newest reason. */
  readonly example: string
}

/** A change that was computed, and the place that the miner would have with it. */
export interface Improvement extends Standing {
  readonly change: string
}

/** Reasons for the rank of a miner. */
export interface Explanation {
  readonly miner: Contender
  /** Newest round that is folded. */
  readonly round: number
  /** Miners with a score above 0, and all registered ones that have been asked: ranks and the median are among these. */
  readonly paid: number
  readonly miners: number
  readonly now: Standing
  readonly best: Contender & Standing
  /** The miner at the next better rank; null for one at the first. */
  readonly above: (Contender & Standing) | null
  readonly medianScore: number
  /** Versions of the scoring since the round of `before`, oldest first, each with its first round; null before versions were kept. */
  readonly versions: readonly { readonly version: string | null; readonly since: number }[]
  /** Rounds that the parts are of, from the oldest to the newest: those since the last change of the version. */
  readonly rounds: readonly number[]
  /** Rounds of those in which the miner was asked. */
  readonly asked: number
  /** Tasks of the miner by outcome. */
  readonly tasks: Readonly<Record<BareReceipt['outcome'], number>>
  /** Tasks that were not sent before their rounds were over: they count for nobody. */
  readonly neverAsked: number
  readonly failures: readonly FailureCount[]
  readonly parts: readonly PartMeans[]
  /** Answers that are too much alike to those of other miners: no score follows from it. */
  readonly similar: readonly SimilarAnswers[]
  /** Answers that were looked at for that: long ones of the miner's own making. */
  readonly lookedAt: number
  /** A day of blocks before, or at the oldest round that is kept; null if there is none before the newest. */
  readonly before:
    | (Standing & { readonly round: number; readonly overtakenBy: number; readonly overtook: number })
    | null
  /** Part of users' traffic in its newest round; null for none. */
  readonly organic: OrganicPart | null
  /** Mean of the miner's rounds up to then and since; null without rounds. */
  readonly means: { readonly before: number | null; readonly since: number | null }
  /** Changes of one part that would raise its score, best first. */
  readonly improvements: readonly Improvement[]
  /**
   * The fewest of those that reach a better rank together, taken by their gains, or all of them if even these do not. Null if one
   * of them reaches it alone, or there are fewer than two.
   */
  readonly together: Improvement | null
}

/** Inputs of {@link explainMiner}. */
export interface ExplainContext {
  readonly store: Store
  readonly subnet: Subnet
  /** Hotkey of the validator itself. */
  readonly validator: string
}

/** Gain of a score below which a change is noise, unless it moves the rank. */
const leastGain = 0.000_5
/** Blocks of a day. */
const dayBlocks = 7_200
/** Receipts that are read at most: whole rounds, the newest ones. */
const mostReceipts = 10_000

/**
 * Explains the score of a miner, by its hotkey or uid, from the store alone. Throws MINER_UNKNOWN for one that is not registered, and
 * ROUND_NOT_KEPT before the first round is folded.
 */
export async function explainMiner(
  { store, subnet: definition, validator }: ExplainContext,
  who: string | number,
  options: { readonly rounds?: number | undefined } = {},
): Promise<Explanation> {
  const subnet = subnetAt(definition, await store.activeVersion())
  const registered = (await store.neurons()).filter(({ hotkey }) => hotkey !== validator)
  const miner = registered.find(({ uid, hotkey }) => uid === who || hotkey === who)
  if (miner === undefined) throw coreError('MINER_UNKNOWN', { miner: String(who), miners: registered.length })
  const scores = await store.scores()
  const present = await presentHotkeys(store)
  const kept = await newestRounds(store, options.rounds, present)
  const askedMiners = new Set([miner, ...scores, ...kept.flatMap(({ receipts }) => receipts)].map(minerKey))
  const contenders = registered.filter((one) => askedMiners.has(minerKey(one)))
  const rounds = newestRun(kept)
  const newest = rounds.at(-1)?.folded.round.number
  if (newest === undefined) throw coreError('ROUND_NOT_KEPT', { round: 'that could be explained' })
  const [dayAgo] = await store.foldedRounds({ to: newest - dayBlocks, limit: 1 })
  // No more than is looked at: a long history takes long to read.
  const from = Math.min(rounds[0]!.folded.round.number, dayAgo?.round.number ?? 0)
  const changes = (await store.scoreChanges({ from })).map(present)
  const { incentive } = subnet
  const now = new Map(scores.map((entry) => [minerKey(entry), entry.score]))
  const field = rankField(contenders, now, incentive)
  const [best] = field.miners
  const key = minerKey(miner)
  const means = meansByMiner(rounds)
  const own = rounds.flatMap(({ folded, receipts }) =>
    receipts.flatMap((one) =>
      minerKey(one) === key ? [{ ...one, counts: counts(one, folded.uncounted) }] : [],
    ),
  )
  const inputs = { miner, rounds, changes, means, best: minerKey(best!), subnet }
  const unsent = await Promise.all(rounds.map(({ folded }) => unsentTasks(store, folded.round.number, miner)))
  const possible = whatIfs(inputs)
  const improvements = possible.alone
    .map(placed)
    .filter(({ score, rank }) => {
      const gain = score - (now.get(key) ?? 0)
      return gain > leastGain || (gain > 1e-9 && rank < field.of(miner)!.rank)
    })
    // The best may be at the level of the median.
    .filter((one, at, all) => all.findIndex((other) => isAlike(one, other)) === at)
    .sort((left, right) => right.score - left.score)

  function placed({ change, score }: WhatIf): Improvement {
    const { rank, share } = rankField(contenders, new Map(now).set(key, score), incentive).of(miner!)!
    return { change, rank, score, share }
  }

  /** The fewest improvements that together reach a better rank. */
  function fewestTogether(rank: number): Improvement | null {
    // One level for each criterion: the higher gain comes first.
    const single = improvements.filter(
      (one, at, all) => all.findIndex((other) => partOf(other) === partOf(one)) === at,
    )
    if (improvements.some((one) => one.rank < rank) || single.length < 2) return null
    for (let count = 2; count <= single.length; count++) {
      const joint = possible.together(single.slice(0, count))
      const place = joint && placed(joint)
      if (place && (place.rank < rank || count === single.length)) return place
    }
    return null
  }

  const mine = changes.filter((change) => minerKey(change) === key)
  const then =
    changes.findLast(({ round }) => round <= newest - dayBlocks)?.round ?? changes[0]?.round ?? newest
  const earlier =
    then === newest
      ? null
      : rankField(
          contenders.filter(({ registeredAt }) => registeredAt <= then),
          scoresAfter(then, scores, changes),
          incentive,
        )
  const { rank, score, share } = field.of(miner)!
  const above = field.miners.findLast((one) => one.rank < rank) ?? null
  const place = earlier?.of(miner)
  return {
    ...{ miner, round: newest, now: { rank, score, share }, best: best!, above, medianScore: field.median },
    paid: field.miners.filter((one) => one.score > 0).length,
    miners: field.miners.length,
    versions: versionsOf(await store.foldedRounds({ from })),
    rounds: rounds.map(({ folded }) => folded.round.number),
    asked: new Set(own.map(({ round }) => round)).size,
    tasks: tasksBy(own),
    neverAsked: unsent.reduce((sum, { neverAsked }) => sum + neverAsked, 0),
    failures: failuresOf(own),
    similar: similarAnswers(own),
    lookedAt: own.filter(({ parts }) => parts?.likeness !== undefined).length,
    parts: compareParts(means, key, minerKey(best!)),
    before: place && earlier ? { ...placeOf(place), round: then, ...moves(miner, earlier, field) } : null,
    organic: mine.length > 0 ? await organicPart(store, mine.at(-1)!) : null,
    means: {
      before: meanOf(mine.filter(({ round }) => round <= then)),
      since: meanOf(mine.filter(({ round }) => round > then)),
    },
    improvements,
    together: fewestTogether(rank),
  }
}

/** Name of a change without its level. */
const partOf = ({ change }: Improvement) => change.replace(/ of the \w+$/, '')

const isAlike = (left: Improvement, right: Improvement) =>
  left.score === right.score && partOf(left) === partOf(right)

/**
 * The newest rounds of one version of the scoring, up to the last change: parts of another version cannot be compared, and the state
 * of a version that came back is not that of its former rounds.
 */
function newestRun(kept: readonly RoundReceipts[]): readonly RoundReceipts[] {
  const version = kept.at(-1)?.folded.round.version
  return kept.slice(kept.findLastIndex(({ folded }) => folded.round.version !== version) + 1)
}

/** Each run of rounds of one version. */
function versionsOf(folded: readonly FoldedRound[]): Explanation['versions'] {
  return folded
    .toSorted((left, right) => left.round.number - right.round.number)
    .map(({ round }) => ({ version: round.version, since: round.number }))
    .filter(({ version }, at, all) => all[at - 1]?.version !== version || at === 0)
}

const placeOf = ({ rank, score, share }: Standing): Standing => ({ rank, score, share })

async function newestRounds(
  store: Store,
  limit = 20,
  present: (receipt: BareReceipt) => BareReceipt,
): Promise<RoundReceipts[]> {
  const rounds: RoundReceipts[] = []
  let left = mostReceipts
  for (const folded of (await store.foldedRounds({ limit })).reverse()) {
    const receipts = (await store.bareReceipts(folded.round.number)).map(present)
    left -= receipts.length
    if (left < 0 && rounds.length > 0) break
    rounds.unshift({ folded, receipts })
  }
  return rounds
}

function tasksBy(own: readonly BareReceipt[]) {
  const tasks = { scored: 0, absent: 0, malformed: 0, refused: 0, ours: 0 }
  for (const { outcome } of own) tasks[outcome] += 1
  return tasks
}

function failuresOf(own: readonly (BareReceipt & { readonly counts: boolean })[]): FailureCount[] {
  const failures = new Map<string, FailureCount>()
  for (const { outcome, reason, counts: isCounted } of own) {
    if (outcome === 'scored') continue
    const [, code = ''] = /^([A-Z][A-Z0-9_]*): /.exec(reason ?? '') ?? []
    const key = `${outcome} ${code} ${isCounted}`
    const { count } = failures.get(key) ?? { count: 0 }
    failures.set(key, { outcome, code, count: count + 1, counts: isCounted, example: reason ?? '' })
  }
  return [...failures.values()].sort((left, right) => right.count - left.count)
}

/** Miners that went past a miner since then, and those that it went past. */
function moves(miner: MinerIdentity, then: ReturnType<typeof rankField>, now: ReturnType<typeof rankField>) {
  const [before, after] = [then.of(miner)!.rank, now.of(miner)!.rank]
  let [overtakenBy, overtook] = [0, 0]
  for (const other of now.miners) {
    const rank = then.of(other)?.rank
    if (rank === undefined || minerKey(other) === minerKey(miner)) continue
    if (rank >= before && other.rank < after) overtakenBy += 1
    if (rank <= before && other.rank > after) overtook += 1
  }
  return { overtakenBy, overtook }
}

function meanOf(changes: readonly { readonly mean: number }[]): number | null {
  return changes.length === 0 ? null : changes.reduce((sum, { mean }) => sum + mean, 0) / changes.length
}
