import { z } from 'zod'
import { visiblePart } from './exhibits/visible.js'
import { mechanismInput, name, sentence } from './fields.js'
import { readRoundRow, roundRow } from './round-rows.js'
import type { SourceFailedJob } from './source.js'
import { read } from './trpc.js'

const output = z.object({
  backend: name,
  store: name,
  queues: z
    .array(
      z.object({
        ...{ name, waiting: z.int(), active: z.int(), delayed: z.int(), failed: z.int() },
        ...{ oldestMs: z.number().nullable(), workers: z.int().nullable() },
      }),
    )
    .max(16),
  failures: z
    .array(
      z.object({
        ...{ queue: name, id: name, isOver: z.boolean(), attempts: z.int(), reason: sentence },
        failedAt: z.number().nullable(),
      }),
    )
    .max(60),
  open: z.array(roundRow).max(50),
})

/** Jobs by queue, and the rounds that they are for. */
export const queue = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx, input }) => {
    const reader = ctx.reader(input?.mechanism)
    const [queues, open, failures] = await Promise.all([
      reader.queues(),
      reader.store.openRounds(),
      reader.failedJobs?.() ?? [],
    ])
    const rows = await Promise.all(open.slice(0, 50).map((round) => readRoundRow(reader, round)))
    const { queue: backend, store } = ctx.source.about
    return { backend, store, queues: [...queues], failures: failures.slice(0, 60).map(shown), open: rows }
  })

/** A reason may quote a miner. */
const shown = ({ reason, ...job }: SourceFailedJob) => ({ ...job, reason: visiblePart(reason, 1_000).text })
