import {
  callback,
  checked,
  isSubnetError,
  milliseconds,
  number,
  optionError,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import type { Subnet } from '../subnet/define-subnet.js'
import type { Protocol } from '../subnet/synapse.js'
import { compareKey } from '../tasks/derive-key.js'
import { createRandom } from '../tasks/random.js'
import { roundFields } from '../tasks/round-fields.js'
import type { Families, Round, Task } from '../tasks/task.js'
import { leftOutReason, type ScoreOptions } from './apply-rubric.js'
import { flagReplies, lookAt, replyKey } from './flag-replies.js'
import { compareAnswers } from './round/compare-answers.js'
import { lookUpPast } from './round/past-features.js'
import { verdictsInMemory } from './round/verdicts.js'
import type { Score } from './rubric.js'
import { type Reply, type scoreAnswer, scoreParsed } from './score-answer.js'

/** Response of one miner to a task of a round. */
export interface RoundReply<P extends Protocol, T extends { readonly synapse: keyof P }> extends Reply<P, T> {
  /** Hotkey of the miner, or any name. */
  readonly hotkey: string
  /** Time at which the whole answer was there, Unix time in ms; flags of relays need it. @default null */
  readonly receivedAt?: number | null
}

/** A task that a miner did not answer. */
export interface AbsentReply<T> {
  readonly hotkey: string
  readonly task: T
  readonly absent: true
}

/** Score of one reply. */
export interface ScoredReply {
  readonly hotkey: string
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  /** `ours` does not count: no criterion was left, or a gate was not checked. All but `scored` and `ours` count as 0. */
  readonly outcome: 'scored' | 'absent' | 'malformed' | 'ours'
  /** Reason unless it is scored: a code, a colon and a sentence. */
  readonly reason: string | null
  /** In [0, 1]. */
  readonly score: number
  readonly parts: Score | null
}

/** A round that was scored. */
export interface ScoredRound {
  /** In the order of the replies. */
  readonly answers: readonly ScoredReply[]
  /** Mean of each miner's tasks, in the order in which the miners first occur; without miners of which nothing counts. */
  readonly miners: readonly { readonly hotkey: string; readonly mean: number }[]
  /** Round criteria that failed. */
  readonly troubles: readonly { readonly code: string; readonly reason: string; readonly fix: string }[]
}

/** Options of {@link scoreRound}. */
export interface ScoreRoundOptions extends ScoreOptions {
  /** Round from whose secret comparisons take their random numbers. @default a round of zeros */
  readonly round?: Round | undefined
  /** Earlier rounds, newest first, whose answers count as the past of their miners. @default none */
  readonly past?: readonly Pick<ScoredRound, 'answers'>[] | undefined
  /** Adds to the parts of each score its likeness and the flags of answers that are too much alike, as receipts have them. @default false */
  readonly similarity?: boolean | undefined
  /** Called with the place of each reply before it is scored; what it throws ends the scoring. @default nothing */
  readonly onReply?: ((place: number) => void) | undefined
}

const replySchema = z.looseObject(
  { hotkey: text('a hotkey'), receivedAt: number(0, Number.MAX_SAFE_INTEGER).nullable().default(null) },
  'a reply with its hotkey',
)
const optionsSchema = optionsOf({
  deadlineMs: milliseconds().optional(),
  round: z.looseObject(roundFields, 'a round').optional(),
  past: checked<readonly Pick<ScoredRound, 'answers'>[]>(
    (value) => Array.isArray(value) && value.every((one) => Array.isArray(Object(one).answers)),
    'a list of rounds that were scored',
  ).optional(),
  similarity: z.boolean().default(false),
  onReply: callback<NonNullable<ScoreRoundOptions['onReply']>>().optional(),
})
const listSchema = checked<readonly unknown[]>(Array.isArray, 'a list of replies')

const zeros: Round = { netuid: 0, mechanism: 0, number: 0, secret: new Uint8Array(32) }

/**
 * Scores the replies of many miners outside of a round, as a round does: each by {@link scoreAnswer}, then beside the
 * others by the round criteria. A reply that a round would count as malformed does so here, instead of throwing.
 * Verdicts of judges are asked for, and kept only while it runs.
 * Throws CONFIG_INVALID for a task that is not one of this subnet's, two replies of one miner to one task, and unknown options.
 * @example
 * const { miners } = await scoreRound(subnet, [
 *   { hotkey: 'first', task, output: { text: 'a fox' } },
 *   { hotkey: 'second', task, output: { text: 'a red fox' } },
 * ])
 */
export async function scoreRound<P extends Protocol, F extends Families<P>, T extends Task<P, F>>(
  subnet: Pick<Subnet<P, F>, 'protocol' | 'rubric'> & Partial<Pick<Subnet<P, F>, 'tasks'>>,
  replies: readonly (RoundReply<P, T> | AbsentReply<T>)[],
  options?: ScoreRoundOptions,
): Promise<ScoredRound> {
  parseOptions(listSchema, replies, 'scoreRound replies')
  const parsed = parseOptions(optionsSchema, options, 'scoreRound')
  const { round = zeros, past = [], deadlineMs, similarity, onReply } = parsed
  const answers: ScoredReply[] = []
  const seen = new Set<string>()
  const hashes = new Map<string, string>()
  for (const [at, reply] of replies.entries()) {
    const { hotkey, receivedAt } = parseOptions(replySchema, reply, `scoreRound replies.${at}`)
    onReply?.(at)
    const { answer, answerHash } = await scoreReply(subnet, reply, { deadlineMs, similarity, receivedAt })
    const key = replyKey(answer)
    if (seen.has(key)) {
      const place = `scoreRound replies.${at}.task`
      throw optionError(place, answer.taskId, `a task that ${hotkey} has not answered yet`)
    }
    seen.add(key)
    if (answerHash !== null) hashes.set(key, answerHash)
    answers.push(answer)
  }
  const comparable = answers.flatMap((reply) => {
    const { hotkey, taskId, family, synapse, parts } = reply
    return parts?.features ? [{ reply, registeredAt: 0, hotkey, taskId, family, synapse, parts }] : []
  })
  const compared = await compareAnswers(subnet.rubric, comparable, {
    round: round.number,
    random: (criterion, group) => createRandom(compareKey(round, criterion, group)),
    past: lookUpPast(past.flatMap(featuresOf)),
    verdicts: verdictsInMemory(),
  })
  const changed = new Map(compared.answers.map(({ answer, ...change }) => [answer.reply, change]))
  const scored = answers.map((answer) => {
    const change = changed.get(answer)
    return change ? { ...answer, ...change, score: change.parts.value } : answer
  })
  const flagged = similarity ? await flagReplies(scored, subnet.rubric, hashes) : scored
  const troubles = compared.troubles.map(({ code, message: reason, fix }) => ({ code, reason, fix }))
  return { answers: flagged, miners: meansOf(flagged), troubles }
}

async function scoreReply<P extends Protocol, F extends Families<P>, T extends Task<P, F>>(
  subnet: Parameters<typeof scoreAnswer<P, F, T>>[0],
  reply: RoundReply<P, T> | AbsentReply<T>,
  { deadlineMs, similarity, receivedAt }: ReplyOptions,
): Promise<{ readonly answer: ScoredReply; readonly answerHash: string | null }> {
  const { hotkey, task } = reply
  const { id: taskId, family, synapse } = task
  const of = { hotkey, taskId, family, synapse }
  if ('absent' in reply) {
    return { answer: { ...of, outcome: 'absent', reason: null, score: 0, parts: null }, answerHash: null }
  }
  try {
    const { hotkey: _, receivedAt: __, ...given } = reply
    const { score, output } = await scoreParsed<P, F, T>(subnet, given, { deadlineMs })
    const { parts, answerHash } = similarity
      ? await lookAt<P, F>(subnet, score, { task, output, receivedAt })
      : { parts: score, answerHash: null }
    const reason = leftOutReason(parts)
    const outcome = reason === null ? 'scored' : 'ours'
    return { answer: { ...of, outcome, reason, score: parts.value, parts }, answerHash }
  } catch (error) {
    if (!isSubnetError(error) || !malformed.has(error.code)) throw error
    const reason = `${error.code}: ${error.message}`
    return { answer: { ...of, outcome: 'malformed', reason, score: 0, parts: null }, answerHash: null }
  }
}

interface ReplyOptions extends ScoreOptions {
  readonly similarity: boolean
  readonly receivedAt: number | null
}

const malformed: ReadonlySet<string> = new Set(['ANSWER_MALFORMED', 'CHECKER_FAILED', 'SCORE_OUT_OF_RANGE'])

const byTask = (one: ScoredReply, other: ScoredReply) =>
  one.taskId < other.taskId ? -1 : one.taskId > other.taskId ? 1 : 0

/** Features of an earlier round, in the order in which a store returns them. */
function featuresOf({ answers }: Pick<ScoredRound, 'answers'>, at: number) {
  return answers.toSorted(byTask).flatMap(({ hotkey, family, parts }) => {
    if (!parts?.features) return []
    return [{ hotkey, registeredAt: 0, age: at + 1, answers: [{ family, features: parts.features }] }]
  })
}

/** Means as a fold makes them: tasks are added up in the order of their ids. */
function meansOf(answers: readonly ScoredReply[]): ScoredRound['miners'] {
  const scores = new Map<string, number[]>()
  for (const { hotkey } of answers) scores.set(hotkey, [])
  for (const { hotkey, outcome, score } of answers.toSorted(byTask)) {
    if (outcome !== 'ours') scores.get(hotkey)!.push(score)
  }
  return [...scores].flatMap(([hotkey, own]) =>
    own.length === 0 ? [] : [{ hotkey, mean: own.reduce((sum, score) => sum + score, 0) / own.length }],
  )
}
