import type { BareReceipt } from '../../records/score-record.js'
import { counts } from '../../records/seal-round.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { FoldedRound } from '../../store/score-records.js'
import { medianOf } from './standing.js'

/** Receipts of a round. */
export interface RoundReceipts {
  readonly folded: FoldedRound
  readonly receipts: readonly BareReceipt[]
}

/** Aspect of the answers of one family. */
export interface PartName {
  readonly family: string
  /** `score` is that of whole tasks, `answered` the share of valid answers, `gate` the share of answers that pass it. */
  readonly kind: 'score' | 'answered' | 'gate' | 'criterion' | 'factor'
  /** Empty for `score` and `answered`. */
  readonly name: string
}

/** Means of one part over the tasks of the rounds. */
export interface PartMeans extends PartName {
  /** Null if the miner has no task with this part. */
  readonly own: number | null
  /** Of the miner at the first rank. */
  readonly best: number | null
  /** Median of the miners. */
  readonly median: number
}

export const partKey = ({ family, kind, name }: PartName) => JSON.stringify([family, kind, name])

/** Means of every part for every miner. */
export interface MeansByMiner {
  readonly names: readonly PartName[]
  of(miner: string, part: PartName): number | null
  /** Means of all miners that have the part. */
  all(part: PartName): readonly number[]
}

/** Computes the means of the parts for each miner, over the receipts that count. */
export function meansByMiner(rounds: readonly RoundReceipts[]): MeansByMiner {
  const names = new Map<string, PartName>()
  const sums = new Map<string, Map<string, { sum: number; count: number }>>()
  const gates = gatesOf(rounds)
  for (const { folded, receipts } of rounds) {
    for (const receipt of receipts) {
      if (!counts(receipt, folded.uncounted)) continue
      const miner = minerKey(receipt)
      for (const { value, ...part } of partsOf(receipt, gates)) {
        const key = partKey(part)
        names.set(key, part)
        const own = sums.get(key) ?? new Map<string, { sum: number; count: number }>()
        sums.set(key, own)
        const { sum, count } = own.get(miner) ?? { sum: 0, count: 0 }
        own.set(miner, { sum: sum + value, count: count + 1 })
      }
    }
  }
  const means = (key: string) => [...(sums.get(key)?.values() ?? [])].map(({ sum, count }) => sum / count)
  return {
    names: [...names.values()],
    of(miner, part) {
      const found = sums.get(partKey(part))?.get(miner)
      return found === undefined ? null : found.sum / found.count
    },
    all: (part) => means(partKey(part)),
  }
}

/** Compares a miner with the best and the median, part by part. */
export function compareParts(means: MeansByMiner, own: string, best: string): readonly PartMeans[] {
  return means.names
    .map((part) => ({
      ...part,
      ...{ own: means.of(own, part), best: means.of(best, part), median: medianOf(means.all(part)) },
    }))
    .sort(
      (left, right) =>
        compare(left.family, right.family) || order.indexOf(left.kind) - order.indexOf(right.kind),
    )
}

const order = ['score', 'answered', 'gate', 'criterion', 'factor']
const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)

/** Gates that answers have failed, by family: parts do not name those that are passed. */
function gatesOf(rounds: readonly RoundReceipts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const gates = new Map<string, Set<string>>()
  for (const { receipts } of rounds) {
    for (const { family, parts } of receipts) {
      if (parts === null || parts.failedGate === null) continue
      const own = gates.get(family) ?? new Set<string>()
      gates.set(family, own.add(parts.failedGate))
    }
  }
  return gates
}

function* partsOf(
  { family, score, outcome, parts }: BareReceipt,
  gates: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<PartName & { readonly value: number }> {
  yield { family, kind: 'score', name: '', value: score }
  yield { family, kind: 'answered', name: '', value: outcome === 'scored' ? 1 : 0 }
  if (parts === null) return
  for (const name of gates.get(family) ?? []) {
    // One that fails a gate has not come to those after it.
    if (parts.failedGate === null || parts.failedGate === name) {
      yield { family, kind: 'gate', name, value: parts.failedGate === null ? 1 : 0 }
    }
  }
  for (const criterion of parts.criteria) {
    yield { family, kind: 'criterion', name: criterion.name, value: criterion.score }
  }
  for (const { name, factor } of parts.factors) yield { family, kind: 'factor', name, value: factor }
}
