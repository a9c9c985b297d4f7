import type { BareReceipt } from '../../records/score-record.js'
import type { SimilarityFlag } from '../../rubric/rubric.js'
import { medianOf } from './standing.js'

/** Answers of a miner that are too much alike to those of one other, by the flags of its receipts. */
export interface SimilarAnswers {
  readonly kind: SimilarityFlag['kind']
  /** Hotkey of the other miner. */
  readonly miner: string
  /** Answers with such a flag, and rounds that have some. */
  readonly answers: number
  readonly rounds: number
  /** Those that came after the other miner's, and the median time by which they did, in ms; null where no time is known. */
  readonly after: { readonly answers: number; readonly medianMs: number } | null
}

/** Sums up the flags of a miner's receipts by kind and other miner, the most frequent first. */
export function similarAnswers(
  own: readonly Pick<BareReceipt, 'round' | 'parts'>[],
): readonly SimilarAnswers[] {
  const found = new Map<
    string,
    { flag: SimilarityFlag; rounds: Set<number>; answers: number; afterMs: number[] }
  >()
  for (const { round, parts } of own) {
    for (const flag of parts?.flags ?? []) {
      const key = `${flag.kind} ${flag.miner}`
      const entry = found.get(key) ?? { flag, rounds: new Set(), answers: 0, afterMs: [] }
      found.set(key, entry)
      entry.answers += 1
      entry.rounds.add(round)
      if ('afterMs' in flag && flag.afterMs !== null) entry.afterMs.push(flag.afterMs)
    }
  }
  return [...found.values()]
    .map(({ flag: { kind, miner }, rounds, answers, afterMs }) => {
      const later = afterMs.filter((ms) => ms > 0)
      const after = afterMs.length === 0 ? null : { answers: later.length, medianMs: medianOf(later) }
      return { kind, miner, answers, rounds: rounds.size, after }
    })
    .sort((one, other) => other.answers - one.answers)
}
