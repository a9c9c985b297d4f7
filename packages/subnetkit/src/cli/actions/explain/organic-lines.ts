import type { OrganicPart } from '@subnetkit/core/validator'
import { plural } from '../../../log/plural.js'

/** Part of users' traffic in the mean of a round, in words; no text of a user is known here. */
export function organicLines(organic: OrganicPart | null): readonly string[] {
  if (organic === null) return []
  const { round, part, mean, payers, verdicts, tasksMean } = organic
  const counts = new Map<string, number>()
  for (const { source } of verdicts) counts.set(source, (counts.get(source) ?? 0) + 1)
  const sources = [...counts].map(([source, count]) => `${count} ${sourceNames[source]}`).join(', ')
  const receipts = verdicts.flatMap(({ receipt }) => receipt ?? [])
  const named = receipts.slice(0, mostReceipts).join(', ')
  return [
    `Requests of users are ${(100 * part).toFixed(1)} % of its mean in round ${round}: ${plural(verdicts.length, 'verdict')} on answers to ${plural(payers, 'payer')} (${sources}), with a mean of ${mean.toFixed(4)} under the caps. Its tasks alone have ${tasksMean.toFixed(4)}.`,
    ...(named === ''
      ? []
      : [
          `Receipts of those answers at the gateway: ${named}${receipts.length > mostReceipts ? ', …' : ''}.`,
        ]),
  ]
}

/** Receipts that are named; the JSON output has all. */
const mostReceipts = 5

const sourceNames: Readonly<Record<string, string>> = {
  agreement: 'by agreement of other operators',
  verifier: "by the subnet's own check",
  replay: 'on questions that were asked again',
}
