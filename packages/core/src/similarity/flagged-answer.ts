import type { Likeness, Score, SimilarityFlag } from '../rubric/rubric.js'

/** Scored answer of a round, as far as flags look at it. */
export interface FlaggableAnswer {
  readonly hotkey: string
  readonly taskId: string
  readonly family: string
  readonly score: number
  readonly parts: Score
  /** SHA-256 of the answer as JSON, hex. */
  readonly answerHash: string | null
}

/** An answer with a likeness. */
export type LikeAnswer<A extends FlaggableAnswer = FlaggableAnswer> = A & {
  readonly parts: Score & { readonly likeness: Likeness }
}

/** Flags by answer. */
export type Flags<A> = Map<A, SimilarityFlag[]>

export function addFlag<A>(flags: Flags<A>, answer: A, flag: SimilarityFlag): void {
  const own = flags.get(answer)
  if (own) own.push(flag)
  else flags.set(answer, [flag])
}

/** Sorts items into groups by a key, in the order in which the keys first occur. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

export const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
