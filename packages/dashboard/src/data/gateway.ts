import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { name } from './fields.js'
import { read } from './trpc.js'

const seconds = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()

const output = z.object({
  url: name,
  models: z.array(name).max(100),
  started: name,
  ...{ requests: z.int(), answered: z.int(), refused: z.int(), failed: z.int(), left: z.int() },
  seconds,
  rows: z.array(z.object({ model: name, endpoint: name, mode: name, requests: z.int(), seconds })).max(200),
  ...{ calls: z.int(), hedges: z.int(), hedgeWins: z.int() },
  outcomes: z.array(z.object({ outcome: name, calls: z.int() })).max(50),
  limited: z.object({ rate: z.int(), quota: z.int(), call: z.int() }),
  ...{ tokens: z.number(), spent: z.number(), reserved: z.number() },
  ...{ benchedMiners: z.int(), openStreams: z.int() },
  keys: z
    .array(
      z.object({
        ...{ name, project: name.nullable(), isPrepaid: z.boolean(), isRevoked: z.boolean() },
        ...{ spent: z.number(), reserved: z.number(), cap: z.number().nullable() },
      }),
    )
    .max(100),
  keyCount: z.int(),
})

/** The gateway in the process. What it counts holds no key and no prompt. */
export const gateway = read.output(output).query(async ({ ctx: { source } }) => {
  const status = (await source.gateway?.()) ?? null
  if (status === null) throw dashboardError('DASHBOARD_UNKNOWN', { what: 'gateway in this process' })
  const { rows, outcomes, keys, models } = status
  return {
    ...{ ...status, models: [...models.slice(0, 100)] },
    ...{ rows: [...rows.slice(0, 200)], outcomes: [...outcomes.slice(0, 50)], keys: [...keys.slice(0, 100)] },
  }
})
