import type { SimilarityFlag } from '../../rubric/rubric.js'
import { type FlagCounts, flagAnswers } from '../../similarity/flag-answers.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'

/**
 * Writes into the receipts of a round that is ready to be folded which answers are too much alike; scores stay as they are. Does nothing to
 * any other round. Safe to repeat: it gives the same.
 */
export async function flagRound(
  { store, subnet }: Pick<CoordinatorContext, 'store' | 'subnet'>,
  { number, version }: { readonly number: number; readonly version: string | null },
): Promise<FlagCounts> {
  const { rubric } = subnetAt(subnet, version)
  if (rubric.similarity === false) return {}
  const shared = Object.entries(rubric.families).flatMap(([name, { shared }]) => (shared ? [name] : []))
  const answers = await store.flaggable(number, shared)
  const flags = await flagAnswers(answers, rubric)
  if (flags.size === 0) return {}
  await store.compared(
    number,
    [...flags].map(([{ hotkey, taskId, outcome, reason, parts }, found]) => ({
      ...{ hotkey, taskId, outcome, reason, parts: { ...parts, flags: found } },
    })),
  )
  const counts: Partial<Record<SimilarityFlag['kind'], number>> = {}
  for (const { kind } of [...flags.values()].flat()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
