import { minerKey } from '@subnetkit/core/engine'
import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { mechanismInput, minerName, outcomes, roundNumber, sentence } from './fields.js'
import { noOutcomes, type Reader } from './reader.js'
import { readRoundRow, roundRow } from './round-rows.js'
import { read, router } from './trpc.js'

/** Rounds that are read at most to find a page of them. */
const mostRounds = 2_000

const list = read
  .input(
    z.object({
      mechanism: mechanismInput,
      /** Only rounds before this one. */
      before: roundNumber.optional(),
      limit: z.int().min(1).max(50).default(25),
    }),
  )
  .output(z.object({ rounds: z.array(roundRow).max(50), hasMore: z.boolean() }))
  .query(async ({ ctx, input: { mechanism, before, limit } }) => {
    const reader = ctx.reader(mechanism)
    const kept = await reader.store.rounds(before === undefined ? limit + 1 : mostRounds)
    const earlier = before === undefined ? kept : kept.filter(({ number }) => number < before)
    const page = earlier.slice(-limit).reverse()
    const rounds = await Promise.all(page.map((round) => readRoundRow(reader, round)))
    return { rounds, hasMore: earlier.length > limit }
  })

const minerRow = z.object({
  ...minerName,
  state: z.enum(['planned', 'answered', 'scored', 'unasked', 'unscored']),
  reason: sentence.nullable(),
  outcomes,
  mean: z.number().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  latencyMs: z.number().nullable(),
  flagged: z.int(),
})

const one = read
  .input(z.object({ mechanism: mechanismInput, round: roundNumber }))
  .output(
    z.object({
      round: roundRow,
      secretHash: z.string().length(64),
      sealedRoot: z.string().max(80).nullable(),
      rootBlock: z.int().nullable(),
      miners: z.array(minerRow).max(4_096),
      previous: roundNumber.nullable(),
      next: roundNumber.nullable(),
    }),
  )
  .query(async ({ ctx, input: { mechanism, round: number } }) => {
    const reader = ctx.reader(mechanism)
    const round = await reader.store.round(number)
    if (round === null) throw dashboardError('DASHBOARD_UNKNOWN', { what: `round ${number} in the store` })
    const [row, miners, [folded], around] = await Promise.all([
      readRoundRow(reader, round),
      readMiners(reader, round),
      reader.store.foldedRounds({ from: number, to: number, limit: 1 }),
      reader.store.rounds(mostRounds),
    ])
    const numbers = around.map((other) => other.number)
    return {
      ...{ round: row, miners, secretHash: Buffer.from(round.secretHash).toString('hex') },
      ...{ sealedRoot: folded?.seal?.root ?? null, rootBlock: folded?.place?.block ?? null },
      previous: numbers.findLast((other) => other < number) ?? null,
      next: numbers.find((other) => other > number) ?? null,
    }
  })

async function readMiners(reader: Reader, round: Parameters<typeof readRoundRow>[1]) {
  const [queries, totals, changes] = await Promise.all([
    reader.store.queries(round.number),
    reader.totals(round),
    reader.store.scoreChanges(round.number),
  ])
  const changed = new Map(changes.map((change) => [minerKey(change), change]))
  return queries
    .map((query) => {
      const { uid, hotkey, registeredAt, state, reason } = query
      const own = totals.miners.get(minerKey(query))
      const change = changed.get(minerKey(query))
      return {
        ...{ uid, hotkey, registeredAt, state, reason },
        ...{ outcomes: own?.outcomes ?? noOutcomes(), mean: own?.mean ?? null },
        ...{ latencyMs: own?.latencyMs ?? null, flagged: own?.flagged ?? 0 },
        ...{ before: change?.before ?? null, after: change?.after ?? null },
      }
    })
    .sort((left, right) => left.uid - right.uid)
}

export const rounds = router({ list, one })
