import { createHash } from 'node:crypto'
import { isSubnetError, reasonOf, withDeadline } from '@subnetkit/base'
import {
  createRandom,
  type Protocol,
  type Score,
  type Subnet,
  type Synapse,
  scoreAnswer,
  scoreRound,
  type Task,
  toWire,
} from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { fromWire } from '../../offline/from-wire.js'
import { mean } from '../../offline/rank-answers.js'
import { recipesFor } from './right-answers.js'
import type { Watched } from './watch-parts.js'
import { type WrongKind, wrongAnswers } from './wrong-answers.js'

/** An answer that was scored, and how it was made. */
export interface Sample {
  readonly family: string
  /** Id of the task. */
  readonly task: string
  readonly kind: 'right' | WrongKind
  readonly score: number
  readonly parts: Score | null
  /** Part of the rubric that failed on it, and how. */
  readonly failure: { readonly part: string; readonly detail: string } | null
}

/** Answers to the tasks of one family. */
export interface FamilySamples {
  readonly family: string
  readonly synapse: string
  readonly tasks: number
  /** False if its tasks have no truth: then no answer is known to be right or wrong. */
  readonly hasTruth: boolean
  /** Source of the right answers: the handlers, or a part of the truth; null if none is known. */
  readonly rightFrom: string | null
  readonly samples: readonly Sample[]
}

/** Inputs from which answers are made and scored. */
export interface Lab {
  readonly subnet: Subnet
  /** The same with the rubric that is watched. */
  readonly scored: Subnet
  readonly watched: Watched
  readonly handlers: Handlers<Protocol> | null
  readonly seed: number
  /** Time for each part of the rubric, in ms. */
  readonly deadlineMs: number
  readonly signal: AbortSignal
  progress(text: string): void
}

interface Candidate extends Pick<Sample, 'kind'> {
  readonly task: Task
  readonly output: unknown
  readonly latencyMs: number
}

/** Shares of the deadline after which right answers come, so that factors have something to vary with. */
const latencies = [0.05, 0.5, 1]
/** Tasks on which recipes are tried. */
const tried = 2

/** Makes right and wrong answers to the tasks of a family, and scores each on its own. */
export async function gatherSamples(
  lab: Lab,
  family: string,
  tasks: readonly Task[],
): Promise<{ readonly family: FamilySamples; readonly candidates: readonly Candidate[] }> {
  const name = lab.subnet.tasks.families[family]!.synapse
  const synapse = lab.subnet.protocol[name]!
  lab.progress(`${family}: answers to ${tasks.length} tasks`)
  const drawn = await drawOutputs(lab, name, synapse)
  const { right, from } = await rightAnswers(lab, tasks, drawn)
  const candidates = tasks.flatMap((task, at) => {
    const known = right[at] === undefined ? [] : latencies.slice(0, at === 0 ? latencies.length : 1)
    const ingredients = { tasks, right, samples: drawn }
    return [
      ...known.map((share) => ({
        ...{ kind: 'right' as const, task, output: right[at], latencyMs: share * synapse.deadlineMs },
      })),
      ...wrongAnswers(at, ingredients).map((wrong) => ({
        ...wrong,
        task,
        latencyMs: latencies[0]! * synapse.deadlineMs,
      })),
    ]
  })
  const scored: Scored[] = []
  for (const candidate of candidates) {
    const sample = await scoreOne(lab, candidate)
    if (sample === null) continue
    scored.push({ sample, candidate })
    if (isStuck(lab, sample)) break
  }
  const kept = scored.filter(isTelling)
  const samples = kept.map(({ sample }) => sample)
  return {
    family: {
      family,
      synapse: name,
      tasks: tasks.length,
      hasTruth: tasks.some(isTrue),
      rightFrom: from,
      samples,
    },
    candidates: kept.map(({ candidate }) => candidate),
  }
}

const isTrue = ({ truth }: Task): boolean => truth !== null && truth !== undefined

interface Scored {
  readonly sample: Sample
  readonly candidate: Candidate
}

/**
 * True unless it changes one place of an answer that another change costs more: a place that nothing depends on, such as
 * the name of a model, leaves the answer right.
 */
function isTelling({ sample }: Scored, at: number, all: readonly Scored[]): boolean {
  const { kind, task, score } = sample
  if (kind !== 'echo' && kind !== 'truncated') return true
  const rivals = all.map((one) => one.sample).filter((one) => one.kind === kind && one.task === task)
  const least = Math.min(...rivals.map((one) => one.score))
  return (
    score === least &&
    all.findIndex((one) => one.sample === rivals.find((rival) => rival.score === least)) === at
  )
}

/** Draws outputs that the schema takes; none for one that the generator does not follow. */
async function drawOutputs({ seed, progress }: Lab, name: string, { output, maxBytes }: Synapse) {
  const { sampleValues } = await import('@subnetkit/transport/products')
  const random = createRandom(createHash('sha256').update(`lint ${seed} ${name}`).digest())
  try {
    return await sampleValues(output, { place: `protocol.${name}.output`, maxBytes, random })
  } catch (error) {
    if (!isSubnetError(error, 'SCHEMA_UNSUPPORTED')) throw error
    progress(`no random answers of ${name}: ${error.message}`)
    return []
  }
}

/** True once a part has used up its time: it would do so on every answer that follows. */
const isStuck = ({ watched, deadlineMs }: Lab, sample: Sample | null): boolean =>
  sample?.failure?.detail.startsWith('no result within') === true ||
  watched.parts.some(({ worstMs }) => worstMs >= deadlineMs)

/** Scores an answer; null for one that the schema refuses. */
async function scoreOne(lab: Lab, { task, kind, output, latencyMs }: Candidate): Promise<Sample | null> {
  const { subnet, scored, watched, deadlineMs, signal } = lab
  signal.throwIfAborted()
  watched.look(`the ${kind} answer to ${task.id}`)
  const of = { family: task.family, task: task.id, kind }
  const sent = await fromWire(subnet.protocol[task.synapse]!.output, output)
  try {
    const parts = await scoreAnswer(scored, { task, output: sent, latencyMs }, { deadlineMs })
    return { ...of, score: parts.value, parts, failure: null }
  } catch (error) {
    if (isSubnetError(error, 'ANSWER_MALFORMED') || isSubnetError(error, 'VALUE_NOT_CARRIED')) return null
    if (!isSubnetError(error, 'CHECKER_FAILED') && !isSubnetError(error, 'SCORE_OUT_OF_RANGE')) throw error
    const { part, detail = `it returned ${error.details.value}` } = error.details
    return { ...of, score: 0, parts: null, failure: { part: String(part), detail: String(detail) } }
  }
}

/** The best answers that are known: those of the handlers, or the recipe that scores best, whichever earns more. */
async function rightAnswers(lab: Lab, tasks: readonly Task[], samples: readonly unknown[]) {
  let stuck = false
  const worthOf = async (task: Task, output: unknown) => {
    if (output === undefined || stuck) return 0
    const sample = await scoreOne(lab, { kind: 'right', task, output, latencyMs: 0 })
    stuck = isStuck(lab, sample)
    return sample?.score ?? 0
  }
  const answered = lab.handlers === null ? [] : await askHandlers(lab, lab.handlers, tasks)
  let best = { from: null as string | null, right: tasks.map((): unknown => undefined), score: 0 }
  if (answered.some((output) => output !== undefined)) {
    const scores = await inTurn(tasks, (task, at) => worthOf(task, answered[at]))
    best = { from: 'the handlers', right: [...answered], score: mean(scores) }
  }
  const some = tasks.slice(0, tried)
  for (const { name, make } of tasks[0] ? recipesFor(tasks[0], samples) : []) {
    const score = mean(await inTurn(some, (task) => worthOf(task, make(task))))
    if (score > best.score) best = { from: name, right: tasks.map(make), score }
  }
  return best
}

async function askHandlers(
  lab: Lab,
  handlers: Handlers<Protocol>,
  tasks: readonly Task[],
): Promise<readonly unknown[]> {
  return inTurn(tasks, async ({ id, synapse: name, input }) => {
    const synapse: Synapse = lab.subnet.protocol[name]!
    const work = async () => {
      const parsed = await synapse.input.parseAsync(toWire(synapse.input, input))
      const call = { input: parsed, caller: { hotkey: 'subnet rubric lint' }, signal: lab.signal }
      const answer: unknown = await handlers[name]!(call)
      return isStream(answer) ? await collect(answer) : answer
    }
    try {
      const late = () => new Error(`no answer within ${synapse.deadlineMs} ms`)
      return await withDeadline(work(), synapse.deadlineMs, late)
    } catch (error) {
      lab.signal.throwIfAborted()
      lab.progress(`the handler of ${name} failed on ${id}: ${reasonOf(error)}`)
      return undefined
    }
  })
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

async function collect(stream: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const chunks: unknown[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

/**
 * Scores the answers beside each other: a miner for each kind of wrong answer, and as many and one more that are right. Returns the
 * samples with what round criteria add.
 */
export async function compareSamples(
  { subnet, scored, watched, deadlineMs }: Lab,
  samples: readonly Sample[],
  candidates: readonly Candidate[],
): Promise<{
  readonly samples: readonly Sample[]
  readonly troubles: readonly { readonly reason: string }[]
}> {
  const numbers = new Map<string, number>()
  const replies = await Promise.all(
    candidates.map(async ({ task, kind, output, latencyMs }) => {
      const place = `${kind} ${task.id}`
      const number = numbers.get(place) ?? 0
      numbers.set(place, number + 1)
      const sent = await fromWire(subnet.protocol[task.synapse]!.output, output)
      return { hotkey: `${kind} ${number}`, task, output: sent, latencyMs }
    }),
  )
  const kinds = new Set(replies.map(({ hotkey }) => hotkey).filter((name) => !name.startsWith('right')))
  const copies = replies
    .filter(({ hotkey }) => hotkey === 'right 0')
    .flatMap((reply) =>
      Array.from({ length: kinds.size }, (_, at) => ({ ...reply, hotkey: `right copy ${at}` })),
    )
  watched.look('a comparison')
  const { answers, troubles } = await scoreRound(scored, [...replies, ...copies], {
    deadlineMs,
  })
  const compared = samples.map((sample, at) => {
    const answer = answers[at]!
    return sample.failure || answer.outcome === 'ours'
      ? sample
      : { ...sample, score: answer.score, parts: answer.parts }
  })
  return { samples: compared, troubles }
}

/** Runs the work for one item after the other: CPU times are those of the parts alone. */
async function inTurn<T, R>(items: readonly T[], work: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const [at, item] of items.entries()) results.push(await work(item, at))
  return results
}
