import { isDeepStrictEqual } from 'node:util'
import type { Task } from '@subnetkit/core'
import { isRecord } from '../../offline/plain-data.js'

/** Kinds of answers that no miner should be paid for. */
export type WrongKind = 'empty' | 'random' | 'largest' | 'echo' | 'other task' | 'constant' | 'truncated'

/** An answer that is wrong by its making. */
export interface WrongAnswer {
  readonly kind: WrongKind
  readonly output: unknown
}

/** Material for wrong answers to a task. */
export interface Ingredients {
  /** Tasks of the family. */
  readonly tasks: readonly Task[]
  /** The right answer to each; undefined where none is known. */
  readonly right: readonly unknown[]
  /** Answers that the schema takes: the smallest, some at random, the largest. */
  readonly samples: readonly unknown[]
}

/** Right answers that are tried as the answer to everything. */
const constants = 3

/**
 * Makes wrong answers to a task: some of nothing but the schema, others of the right answers to it and to other tasks. One that
 * equals the right answer is left out, and so is that to another task with the same truth, but for the constant answers:
 * they show how far one answer to everything goes.
 */
export function wrongAnswers(at: number, { tasks, right, samples }: Ingredients): readonly WrongAnswer[] {
  const own = right[at]
  const { input, truth } = tasks[at]!
  const base = own ?? samples[0]
  const others = right.flatMap((output, index) =>
    index === at || output === undefined ? [] : [{ output, truth: tasks[index]!.truth, index }],
  )
  const other = others.find(({ truth: its, index }) => index > at && !isDeepStrictEqual(its, truth))
  const made: WrongAnswer[] = [
    ...[samples[0], emptied(own)].map((output) => ({ kind: 'empty', output }) as const),
    { kind: 'random', output: samples[1 + (at % Math.max(1, samples.length - 1))] },
    { kind: 'largest', output: samples.at(-1) },
    ...echoes(base, input).map((output) => ({ kind: 'echo', output }) as const),
    { kind: 'other task', output: other?.output },
    ...halves(own).map((output) => ({ kind: 'truncated', output }) as const),
    ...others
      .filter(({ index }) => index < constants)
      .map(({ output }) => ({ kind: 'constant', output }) as const),
  ]
  return made.filter(
    ({ kind, output }) => output !== undefined && (kind === 'constant' || !isDeepStrictEqual(output, own)),
  )
}

/** The same shape with nothing in it. */
function emptied(value: unknown): unknown {
  if (typeof value === 'string') return ''
  if (typeof value === 'number') return 0
  if (Array.isArray(value)) return []
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, emptied(field)]))
    : value
}

/** Most places of a value that are changed, one at a time: a schema may refuse some of the changes. */
const mostPlaces = 4

/** The value with one of its longest texts and lists cut in half. */
function halves(value: unknown): readonly unknown[] {
  return placesIn(value)
    .filter(({ part }) => lengthOf(part) > 1)
    .toSorted((one, other) => lengthOf(other.part) - lengthOf(one.part))
    .slice(0, mostPlaces)
    .map(({ part, put }) => {
      const whole = part as string | readonly unknown[]
      return put(whole.slice(0, Math.floor(whole.length / 2)))
    })
}

/** The value with what the question holds in one place: a field of the same name, its longest text or its first number. */
function echoes(value: unknown, input: unknown): readonly unknown[] {
  const asked = placesIn(input)
  const [text] = asked
    .filter(({ part }) => typeof part === 'string')
    .toSorted((one, other) => lengthOf(other.part) - lengthOf(one.part))
  const number = asked.find(({ part }) => typeof part === 'number')
  return placesIn(value)
    .flatMap(({ part, name, put }) => {
      const same = name === null ? undefined : asked.find((one) => one.name === name)
      const found = same ?? (typeof part === 'string' ? text : typeof part === 'number' ? number : undefined)
      return found ? [put(found.part)] : []
    })
    .slice(0, mostPlaces)
}

const lengthOf = (part: unknown): number =>
  typeof part === 'string' || Array.isArray(part) ? part.length : 0

/** A part of a value that is no object, and the value with another in its place. */
interface Place {
  readonly part: unknown
  /** Name of the field that holds it; null for items of lists and for the whole. */
  readonly name: string | null
  put(part: unknown): unknown
}

function placesIn(
  value: unknown,
  name: string | null = null,
  put: Place['put'] = (part) => part,
): readonly Place[] {
  const own = isRecord(value) ? [] : [{ part: value, name, put }]
  if (Array.isArray(value)) {
    const within = value.flatMap((item, at) => placesIn(item, null, (part) => put(value.with(at, part))))
    return [...own, ...within]
  }
  if (!isRecord(value)) return own
  return Object.entries(value).flatMap(([key, field]) =>
    placesIn(field, key, (part) => put({ ...value, [key]: part })),
  )
}
