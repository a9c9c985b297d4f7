import { hash } from 'node:crypto'
import { flagAnswers } from '../similarity/flag-answers.js'
import { withLikeness } from '../similarity/likeness.js'
import { recordable } from '../subnet/encoding/through-wire.js'
import { toWire } from '../subnet/encoding/to-wire.js'
import type { Protocol, Synapse } from '../subnet/synapse.js'
import type { Families, Task } from '../tasks/task.js'
import type { Rubric, Score } from './rubric.js'

/** Reply of a miner as it is looked at: what its schema made of the answer, and when that came. */
interface ParsedReply<P extends Protocol, F extends Families<P>> {
  readonly task: Task<P, F>
  readonly output: unknown
  readonly receivedAt: number | null
}

/** Reply as it was scored. */
interface FlaggableReply {
  readonly hotkey: string
  readonly taskId: string
  readonly family: string
  readonly outcome: string
  readonly score: number
  readonly parts: Score | null
}

/** A score with its likeness, and the hash of the answer as JSON. */
export interface LookedScore {
  readonly parts: Score
  readonly answerHash: string
}

/** Adds the likeness of an answer to its score, as the receipt of a round has it. */
export async function lookAt<P extends Protocol, F extends Families<P>>(
  { protocol, rubric }: { readonly protocol: P; readonly rubric: Pick<Rubric<never>, 'similarity'> },
  score: Score,
  { task, output: parsed, receivedAt }: ParsedReply<P, F>,
): Promise<LookedScore> {
  const { family, synapse, truth } = task
  const input = await recordable(toWire((protocol[synapse] as Synapse).input, task.input))
  const output = await recordable(parsed)
  const parts = withLikeness(rubric, score, { family, input, truth, output, receivedAt })!
  return { parts, answerHash: hash('sha256', JSON.stringify(output) ?? 'null', 'hex') }
}

/** Adds the flags of answers that are too much alike, as a round does once they are compared. No score changes. */
export async function flagReplies<R extends FlaggableReply>(
  answers: readonly R[],
  rubric: Pick<Rubric<never>, 'families' | 'similarity'>,
  hashes: ReadonlyMap<string, string>,
): Promise<readonly R[]> {
  const looked = answers.flatMap((reply) => {
    const { hotkey, taskId, family, score, parts, outcome } = reply
    const answerHash = hashes.get(replyKey(reply))
    return outcome === 'scored' && parts !== null && answerHash !== undefined
      ? [{ reply, hotkey, taskId, family, score, parts, answerHash }]
      : []
  })
  const flags = await flagAnswers(looked, rubric)
  const found = new Map([...flags].map(([{ reply }, own]) => [reply, own]))
  return answers.map((answer) => {
    const own = found.get(answer)
    return own && answer.parts ? { ...answer, parts: { ...answer.parts, flags: own } } : answer
  })
}

export const replyKey = ({ hotkey, taskId }: Pick<FlaggableReply, 'hotkey' | 'taskId'>) =>
  JSON.stringify([hotkey, taskId])
