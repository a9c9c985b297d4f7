import {
  configError,
  longestTimerMs,
  milliseconds,
  number,
  optionError,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import { coreError } from '../errors.js'
import type { Subnet } from '../subnet/define-subnet.js'
import { protocolField, rubricField } from '../subnet/definition-schema.js'
import { throughWire } from '../subnet/encoding/through-wire.js'
import { issuesOf } from '../subnet/issues.js'
import type { Protocol, Synapse, SynapseResponse } from '../subnet/synapse.js'
import type { Families, Task } from '../tasks/task.js'
import { applyRubric, type ScoreOptions } from './apply-rubric.js'
import type { Answer, Score } from './rubric.js'

/** A miner's response to a task. */
export interface Reply<P extends Protocol, T extends { readonly synapse: keyof P }> {
  readonly task: T
  /** Response as a handler returns it, before its schema has run. */
  readonly output: SynapseResponse<P[T['synapse']]>
  /** From connect to last byte, in ms. @default 0 */
  readonly latencyMs?: number
  /** From connect to the first chunk of a stream, in ms. @default null */
  readonly firstChunkMs?: number | null
}

const subnetSchema = z.looseObject(
  { protocol: protocolField, rubric: rubricField },
  'a subnet, as defineSubnet() makes it',
)
const replySchema = optionsOf({
  task: z.looseObject(
    { id: text('an id'), family: text('a family'), synapse: text('a synapse') },
    'a task of this subnet',
  ),
  output: z.unknown().optional(),
  latencyMs: number(0, longestTimerMs).default(0),
  firstChunkMs: number(0, longestTimerMs).nullable().default(null),
})
const scoreOptions = optionsOf({ deadlineMs: milliseconds().default(10_000) })

/**
 * Scores a response outside of a round, as a round does: it is encoded as for the wire, then the schemas of input and
 * output run, with their defaults and transforms.
 * Throws CONFIG_INVALID for a task that is not one of this subnet's and for a latency that is no time.
 * Throws ANSWER_MALFORMED for a response that the schema refuses or the wire cannot carry, CHECKER_FAILED when a part of the rubric throws or
 * runs out of time, SCORE_OUT_OF_RANGE when a part returns NaN or a number outside [0, 1]. A round scores each of
 * them 0.
 * @example
 * const [task] = subnet.tasks.tasksFor(round, hotkey)
 * const { value } = await scoreAnswer(subnet, { task, output: { sum: 3 } })
 */
export async function scoreAnswer<P extends Protocol, F extends Families<P>, T extends Task<P, F>>(
  subnet: Pick<Subnet<P, F>, 'protocol' | 'rubric'> & Partial<Pick<Subnet<P, F>, 'tasks'>>,
  reply: Reply<P, T>,
  options?: ScoreOptions,
): Promise<Score> {
  return (await scoreParsed(subnet, reply, options)).score
}

/** Scores a response as {@link scoreAnswer} does; returns what its schema made of it, too. */
export async function scoreParsed<P extends Protocol, F extends Families<P>, T extends Task<P, F>>(
  subnet: Pick<Subnet<P, F>, 'protocol' | 'rubric'> & Partial<Pick<Subnet<P, F>, 'tasks'>>,
  reply: Reply<P, T>,
  options?: ScoreOptions,
): Promise<{ readonly score: Score; readonly output: unknown }> {
  const { deadlineMs } = parseOptions(scoreOptions, options, 'scoreAnswer')
  const timings = parseReply(subnet, reply)
  const { task, output: given } = reply
  const { synapse: name } = task
  const { output: schema } = subnet.protocol[name] as Synapse
  let output: unknown
  try {
    output = await schema.parseAsync(throughWire(schema, given))
  } catch (cause) {
    throw coreError('ANSWER_MALFORMED', { synapse: name, detail: issuesOf(cause) }, { cause })
  }
  const answer = await answerTo<P, F>(subnet.protocol, task, output, timings).catch((cause: unknown) => {
    const detail = issuesOf(cause)
    const fix = `Pass a task whose input matches the input schema of ${name}.`
    throw configError('CONFIG_INVALID', { place: 'scoreAnswer task.input', detail, fix }, { cause })
  })
  return { score: await applyRubric(subnet.rubric, answer, { deadlineMs }), output }
}

function parseReply<P extends Protocol>(subnet: Pick<Subnet<P>, 'protocol' | 'rubric'>, reply: unknown) {
  const { protocol, rubric } = parseOptions(subnetSchema, subnet, 'scoreAnswer subnet')
  const parsed = parseOptions(replySchema, reply, 'scoreAnswer')
  const { family, synapse } = parsed.task
  if (!Object.hasOwn(protocol, synapse)) {
    throw unknownTask('synapse', synapse, Object.keys(protocol))
  }
  if (rubric.families[family]?.synapse !== synapse) {
    throw unknownTask('family', family, Object.keys(rubric.families))
  }
  return parsed
}

function unknownTask(kind: string, given: string, known: readonly string[]) {
  const place = `scoreAnswer task.${kind}`
  return optionError(place, given, `a ${kind} of this subnet: ${known.join(', ')}`)
}

/** Measurements of an answer, in ms. */
interface AnswerTimings {
  readonly latencyMs: number
  readonly firstChunkMs?: number | null | undefined
}

/** Puts a task and its response, which the output schema has parsed, together as the parts of a rubric see them. */
export async function answerTo<P extends Protocol, F extends Families<P>>(
  protocol: P,
  { id, family, synapse, input, truth }: Task<P, F>,
  output: unknown,
  { latencyMs, firstChunkMs = null }: AnswerTimings,
): Promise<Answer<P, F>> {
  const { input: schema, deadlineMs } = protocol[synapse] as Synapse
  const parsed = await schema.parseAsync(throughWire(schema, input))
  const timings = { latencyMs, firstChunkMs, deadlineMs }
  return { id, family, synapse, input: parsed, output, truth, ...timings } as Answer<P, F>
}
