import { createPause } from '../rubric/round/pause.js'
import {
  addFlag,
  compareText,
  type FlaggableAnswer,
  type Flags,
  groupBy,
  type LikeAnswer,
} from './flagged-answer.js'
import { differences, distanceOf, nearBins, readSketch } from './likeness.js'

/** Answers to one question that are compared with each other, at most. */
const mostCompared = 1_024
/** Answers to one question from which on those that most miners give count as what the question asks for. */
const fewest = 4

/** An answer and the earliest of those that are nearest to it. */
interface Pair<A> {
  readonly answer: A
  readonly other: A
  readonly afterMs: number | null
}

/**
 * Flags answers that are all but equal to one that another miner gave to the same question, unless most answers to it are.
 * Returns the pairs.
 */
export async function flagNearDuplicates<A extends FlaggableAnswer>(
  answers: readonly LikeAnswer<A>[],
  flags: Flags<A>,
): Promise<readonly Pair<LikeAnswer<A>>[]> {
  const pairs: Pair<LikeAnswer<A>>[] = []
  const pause = createPause()
  for (const group of groupBy(answers, ({ family, parts }) => `${family} ${parts.likeness.asked}`).values()) {
    const asked = group.slice(0, mostCompared).flatMap((answer): Compared<LikeAnswer<A>>[] => {
      const sketch = readSketch(answer.parts.likeness.sketch)
      return sketch ? [{ answer, sketch, near: 0, count: 0, other: null }] : []
    })
    for (const [at, one] of asked.entries()) {
      for (let next = at + 1; next < asked.length; next += 1) {
        const other = asked[next]!
        const count = differences(one.sketch, other.sketch, nearBins)
        if (count > nearBins || one.answer.hotkey === other.answer.hotkey) continue
        note(one, other.answer, count)
        note(other, one.answer, count)
      }
      await pause()
    }
    for (const { answer, near, count, other } of asked) {
      const isUsual = asked.length >= fewest && 2 * (near + 1) > asked.length
      if (other === null || isUsual) continue
      const afterMs = difference(answer, other)
      pairs.push({ answer, other, afterMs })
      const found = { miner: other.hotkey, distance: rounded(distanceOf(count)), others: near, afterMs }
      addFlag(flags, answer, { kind: 'near-duplicate', ...found })
    }
  }
  return pairs
}

/** An answer, the number of those near it, and the nearest one: of those that are as near the first that came, then the first by name. */
interface Compared<A> {
  readonly answer: A
  readonly sketch: Uint32Array
  near: number
  /** Bins in which it differs from the nearest one. */
  count: number
  other: A | null
}

function note<A extends LikeAnswer>(one: Compared<A>, other: A, count: number): void {
  one.near += 1
  const { other: known } = one
  const order =
    known === null
      ? -1
      : count - one.count || timeOf(other) - timeOf(known) || compareText(other.hotkey, known.hotkey)
  if (order >= 0) return
  one.count = count
  one.other = other
}

const timeOf = ({ parts }: LikeAnswer) => parts.likeness.at ?? Number.MAX_SAFE_INTEGER

function difference(own: LikeAnswer, other: LikeAnswer): number | null {
  const [after, before] = [own.parts.likeness.at, other.parts.likeness.at]
  return after === null || before === null ? null : after - before
}

const rounded = (distance: number) => Math.round(distance * 1_000) / 1_000
