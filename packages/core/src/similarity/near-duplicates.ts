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
 * Flags answers that are all but equal to one that another miner gave to the same question, unless half of all answers to it are.
 * Returns the pairs.
 */
export async function flagNearDuplicates<A extends FlaggableAnswer>(
  answers: readonly LikeAnswer<A>[],
  flags: Flags<A>,
): Promise<readonly Pair<LikeAnswer<A>>[]> {
  const pairs: Pair<LikeAnswer<A>>[] = []
  const pause = createPause()
  for (const group of groupBy(answers, ({ family, parts }) => `${family} ${parts.likeness.asked}`).values()) {
    const asked = group.slice(0, mostCompared).flatMap((answer) => {
      const sketch = readSketch(answer.parts.likeness.sketch)
      return sketch ? [{ answer, sketch, near: [] as Near<LikeAnswer<A>>[] }] : []
    })
    for (const [at, one] of asked.entries()) {
      for (let next = at + 1; next < asked.length; next += 1) {
        const other = asked[next]!
        const count = differences(one.sketch, other.sketch, nearBins)
        if (count > nearBins || one.answer.hotkey === other.answer.hotkey) continue
        one.near.push({ answer: other.answer, count })
        other.near.push({ answer: one.answer, count })
      }
      await pause()
    }
    for (const { answer, near } of asked) {
      const isUsual = asked.length >= fewest && 2 * (near.length + 1) >= asked.length
      if (near.length === 0 || isUsual) continue
      const { answer: other, count } = near.reduce(nearer)
      const afterMs = difference(answer, other)
      pairs.push({ answer, other, afterMs })
      const miners = new Set(near.map((one) => one.answer.hotkey)).size
      addFlag(flags, answer, {
        ...{
          kind: 'near-duplicate',
          miner: other.hotkey,
          distance: rounded(distanceOf(count)),
          miners,
          afterMs,
        },
      })
    }
  }
  return pairs
}

interface Near<A> {
  readonly answer: A
  readonly count: number
}

/** Of two neighbours the nearer one; of those that are as near the first that came, then the first by name. */
function nearer<A extends LikeAnswer>(one: Near<A>, other: Near<A>): Near<A> {
  const at = ({ answer }: Near<A>) => answer.parts.likeness.at ?? Number.MAX_SAFE_INTEGER
  const order =
    one.count - other.count || at(one) - at(other) || compareText(one.answer.hotkey, other.answer.hotkey)
  return order <= 0 ? one : other
}

function difference(own: LikeAnswer, other: LikeAnswer): number | null {
  const [after, before] = [own.parts.likeness.at, other.parts.likeness.at]
  return after === null || before === null ? null : after - before
}

const rounded = (distance: number) => Math.round(distance * 1_000) / 1_000
