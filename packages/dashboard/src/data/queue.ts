import { z } from 'zod'
import { mechanismInput, name } from './fields.js'
import { readRoundRow, roundRow } from './round-rows.js'
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
  open: z.array(roundRow).max(50),
})

/** Jobs by queue, and the rounds that they are for. */
export const queue = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx, input }) => {
    const reader = ctx.reader(input?.mechanism)
    const [queues, open] = await Promise.all([reader.queues(), reader.store.openRounds()])
    const rows = await Promise.all(open.slice(0, 50).map((round) => readRoundRow(reader, round)))
    const { queue: backend, store } = ctx.source.about
    return { backend, store, queues: [...queues], open: rows }
  })
