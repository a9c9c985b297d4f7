import { createPause } from '../rubric/round/pause.js'
import type { Rubric, SimilarityFlag } from '../rubric/rubric.js'
import {
  addFlag,
  compareText,
  type FlaggableAnswer,
  type Flags,
  groupBy,
  type LikeAnswer,
} from './flagged-answer.js'
import { flagIdenticalErrors } from './identical-errors.js'
import { flagNearDuplicates } from './near-duplicates.js'

/** Number of flags by kind. */
export type FlagCounts = Readonly<Partial<Record<SimilarityFlag['kind'], number>>>

/** Near-duplicates of one miner in a round, at least, all of which came after its answers. */
const leastRelayed = 4
/** Time by which they came after, at most, in ms. */
const mostAfterMs = 10_000

/**
 * Returns the flags of a round's answers: which of them are too much alike to be the work of miners on their own. The same whatever the
 * order of the answers, and found again from the receipts alone.
 */
export async function flagAnswers<A extends FlaggableAnswer>(
  answers: readonly A[],
  rubric: Pick<Rubric<never>, 'families' | 'similarity'>,
): Promise<ReadonlyMap<A, readonly SimilarityFlag[]>> {
  const { similarity } = rubric
  if (similarity === false) return new Map()
  const flags: Flags<A> = new Map()
  const looked = answers
    .filter(({ family }) => similarity === undefined || similarity.includes(family))
    .toSorted((one, other) => compareText(one.hotkey, other.hotkey) || compareText(one.taskId, other.taskId))
  const paid = looked.filter((one): one is LikeAnswer<A> => one.parts.likeness !== undefined && one.score > 0)
  const pairs = await flagNearDuplicates(paid, flags)
  await flagSameAnswers(paid, flags)
  for (const own of groupBy(pairs, ({ answer, other }) =>
    JSON.stringify([answer.hotkey, other.hotkey]),
  ).values()) {
    const after = own.flatMap(({ afterMs }) => (afterMs !== null && afterMs > 0 ? [afterMs] : []))
    const isRelayed =
      own.length >= leastRelayed && after.length === own.length && Math.max(...after) <= mostAfterMs
    if (!isRelayed) continue
    const afterMs = after.toSorted((one, other) => one - other)[after.length >> 1]!
    for (const { answer, other } of own) {
      addFlag(flags, answer, { kind: 'relay-timing', miner: other.hotkey, answers: own.length, afterMs })
    }
  }
  await flagIdenticalErrors(looked, rubric, flags)
  return flags
}

/** Flags long answers that another miner gave to another question, to the letter. */
async function flagSameAnswers<A extends FlaggableAnswer>(
  answers: readonly LikeAnswer<A>[],
  flags: Flags<A>,
): Promise<void> {
  const pause = createPause()
  for (const alike of groupBy(answers, ({ answerHash }) => answerHash ?? '').values()) {
    await pause()
    if (alike.length < 2 || alike[0]!.answerHash === null) continue
    const askedOf = new Map<string, Set<string>>()
    for (const { hotkey, parts } of alike) {
      askedOf.set(hotkey, (askedOf.get(hotkey) ?? new Set()).add(parts.likeness.asked))
    }
    const elsewhere = new Map<string, Elsewhere>()
    for (const answer of alike) {
      const { asked } = answer.parts.likeness
      const found = elsewhere.get(asked) ?? minersElsewhere(askedOf, asked)
      elsewhere.set(asked, found)
      const isIncluded = askedOf.get(answer.hotkey)!.size > 1
      const miners = found.count - (isIncluded ? 1 : 0)
      const miner = found.first.find((hotkey) => hotkey !== answer.hotkey)
      if (miner !== undefined) addFlag(flags, answer, { kind: 'same-answer', miner, miners })
      await pause()
    }
  }
}

/** Miners that gave an answer to another question, and the first two of them. */
interface Elsewhere {
  readonly first: readonly string[]
  readonly count: number
}

function minersElsewhere(askedOf: ReadonlyMap<string, ReadonlySet<string>>, asked: string): Elsewhere {
  const first: string[] = []
  let count = 0
  for (const [hotkey, own] of askedOf) {
    if (own.size === 1 && own.has(asked)) continue
    count += 1
    if (first.length < 2) first.push(hotkey)
  }
  return { first, count }
}
