import { type ScoredReply, type ScoredRound, type Subnet, scoreRound, type Task } from '@subnetkit/core'
import type { FileAnswer } from './answer-file.js'
import { fromWire } from './from-wire.js'
import { roundOf } from './offline-rounds.js'

/** A scored answer, and the round that it belongs to. */
export interface ScoredAnswer extends Omit<ScoredReply, 'outcome'> {
  /** `refused` by a miner that was asked. */
  readonly outcome: ScoredReply['outcome'] | 'refused'
  readonly round: number
  readonly latencyMs: number
}

/** Answer that came and has no score yet, which is no failure: its score takes answers of other miners, or a later round. */
export function waitsFor({ outcome, reason }: ScoredAnswer): 'peers' | 'later rounds' | null {
  if (outcome !== 'ours') return null
  if (reason?.startsWith('TOO_FEW_PEERS:')) return 'peers'
  return reason?.startsWith('NOT_YET:') ? 'later rounds' : null
}

/** An answer with its task. */
export interface AnswerToScore
  extends Pick<FileAnswer, 'miner' | 'output' | 'isAnswered' | 'latencyMs' | 'firstChunkMs'>,
    Partial<Pick<FileAnswer, 'receivedAt'>> {
  readonly round: number
  readonly task: Task
}

/** Surroundings in which answers are scored. */
export interface Scoring {
  readonly subnet: Subnet
  readonly mechanism: number
  /** Seed of the random numbers of round criteria. */
  readonly seed: number
  /** Folder of the binary values that answers name; null where they name none, since strangers have sent them. */
  readonly folder: string | null
  /** Looks for answers that are too much alike, as a round does. @default false */
  readonly similarity?: boolean
}

/** Scores answers as rounds do, one round after the other: answers of earlier rounds are the past of later ones. */
export async function scoreAnswers(
  answers: readonly AnswerToScore[],
  scoring: Scoring,
): Promise<{ readonly answers: readonly ScoredAnswer[]; readonly troubles: ScoredRound['troubles'] }> {
  const scorer = createRoundScorer(scoring)
  const scored: ScoredAnswer[] = []
  for (const number of [...new Set(answers.map(({ round }) => round))].sort((one, other) => one - other))
    scored.push(...(await scorer.score(answers.filter(({ round }) => round === number))))
  return { answers: scored, troubles: scorer.troubles() }
}

/** Rounds that are scored one after the other, each with those before as its past. */
export interface RoundScorer {
  /** Scores all answers of one round. */
  score(answers: readonly AnswerToScore[]): Promise<readonly ScoredAnswer[]>
  /** Round criteria that have failed so far. */
  troubles(): ScoredRound['troubles']
}

export function createRoundScorer(scoring: Scoring): RoundScorer {
  const { subnet, mechanism, seed, similarity } = scoring
  const past: ScoredRound[] = []
  return {
    troubles: () => past.flatMap(({ troubles }) => troubles),
    async score(own) {
      const [first] = own
      if (first === undefined) return []
      const replies = await Promise.all(own.map((answer) => replyOf(answer, scoring)))
      const result = await scoreRound(subnet, replies, {
        round: roundOf(seed, mechanism, first.round),
        ...{ past: past.toReversed(), similarity },
      })
      past.push(result)
      return result.answers.map((answer, at) => {
        const { latencyMs, isAnswered, round } = own[at]!
        const isLate = answer.outcome === 'absent' && isAnswered
        return { ...answer, ...(isLate && { reason: lateReason(subnet, own[at]!) }), round, latencyMs }
      })
    },
  }
}

/** A reply after the deadline is none: the validator has stopped listening. */
async function replyOf({ miner, task, ...answer }: AnswerToScore, { subnet, folder }: Scoring) {
  const { output, isAnswered, latencyMs, firstChunkMs, receivedAt = null } = answer
  const synapse = subnet.protocol[task.synapse]!
  if (!isAnswered || latencyMs > synapse.deadlineMs) return { hotkey: miner, task, absent: true } as const
  const sent = await fromWire(synapse.output, output, folder)
  return { hotkey: miner, task, output: sent, latencyMs, firstChunkMs, receivedAt } as const
}

const lateReason = ({ protocol }: Subnet, { task, latencyMs }: AnswerToScore) =>
  `RESPONSE_ABSENT: it took ${latencyMs} ms, and the deadline of ${task.synapse} is ${protocol[task.synapse]!.deadlineMs} ms`
