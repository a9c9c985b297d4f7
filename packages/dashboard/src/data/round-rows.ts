import type { RoundRecord } from '@subnetkit/core/validator'
import { z } from 'zod'
import { name, outcomes, roundNumber, sentence } from './fields.js'
import type { Reader } from './reader.js'

/** States of a round, and of its queries. */
export const roundState = z.enum(['opened', 'committed', 'planned', 'folded', 'skipped'])

export const queryCounts = z.object({
  planned: z.int(),
  answered: z.int(),
  scored: z.int(),
  unasked: z.int(),
  unscored: z.int(),
})

/** One round in a list. */
export const roundRow = z.object({
  number: roundNumber,
  state: roundState,
  roundBlocks: z.int(),
  closesAt: z.int(),
  commitBlock: z.int().nullable(),
  version: name.nullable(),
  revealed: z.boolean(),
  decided: z.boolean(),
  reason: sentence.nullable(),
  outcomes,
  /** Miners with receipts. */
  miners: z.int(),
  mean: z.number().nullable(),
  /** Queries by state; null for a round that is over. */
  queries: queryCounts.nullable(),
})

export type RoundRow = z.output<typeof roundRow>

/** Reads the row of a round. Queries are counted while it is open only. */
export async function readRoundRow(reader: Reader, round: RoundRecord): Promise<RoundRow> {
  const isOpen = round.state === 'planned'
  const [totals, queries] = await Promise.all([
    reader.totals(round),
    isOpen ? reader.store.queries(round.number) : null,
  ])
  const counts = queries && { planned: 0, answered: 0, scored: 0, unasked: 0, unscored: 0 }
  for (const { state } of queries ?? []) counts![state]++
  const { number, state, roundBlocks, closesAt, commitBlock, version, revealed, decided, reason } = round
  return {
    ...{ number, state, roundBlocks, closesAt, commitBlock, version, revealed, decided, reason },
    ...{ outcomes: totals.outcomes, miners: totals.miners.size, mean: totals.mean, queries: counts },
  }
}
