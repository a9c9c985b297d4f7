import type { SimilarityFlag } from '../../rubric/rubric.js'
import { type FlagCounts, flagAnswers } from '../../similarity/flag-answers.js'
import type { FlaggableReceipt } from '../../store/flaggable.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'

/** Flags by receipt. */
export type FlaggedReceipts = ReadonlyMap<FlaggableReceipt, readonly SimilarityFlag[]>

/**
 * Returns which answers of a round that is ready to be folded are too much alike, given those that were compared: nothing of any other
 * round. Scores do not depend on it.
 */
export async function flagRound(
  { store, subnet }: Pick<CoordinatorContext, 'store' | 'subnet'>,
  { number, version }: { readonly number: number; readonly version: string | null },
  compared: readonly FlaggableReceipt[],
): Promise<FlaggedReceipts> {
  const { rubric } = subnetAt(subnet, version)
  if (rubric.similarity === false) return new Map()
  const shared = Object.entries(rubric.families).flatMap(([name, { shared }]) => (shared ? [name] : []))
  const isFlaggable = ({ outcome, family, parts: { likeness, value } }: FlaggableReceipt) =>
    outcome === 'scored' && (likeness !== undefined || (value < 1 && shared.includes(family)))
  const bare = await store.flaggable(number, shared)
  return flagAnswers([...compared.filter(isFlaggable), ...bare], rubric)
}

/** Number of flags by kind. */
export function countFlags(flags: FlaggedReceipts): FlagCounts {
  const counts: Partial<Record<SimilarityFlag['kind'], number>> = {}
  for (const { kind } of [...flags.values()].flat()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
