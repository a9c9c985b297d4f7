import { z } from 'zod'
import { atMost, name } from '../data/fields.js'

const seconds = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()
const count = z.int()

const routeState = z.enum(['open', 'trial', 'failing', 'away', 'worse', 'gone'])
const route = z.object({
  ...{ model: name, uid: count.nullable(), hotkey: z.string().max(64), registeredAt: count },
  ...{ state: routeState, forMs: z.number().nullable(), calls: count, failures: count, inFlight: count },
  ...{ latencyMs: z.number().nullable(), reliability: z.number() },
  skills: atMost(z.object({ name, mean: z.number(), answers: z.number() }), 16),
})

/** Status of a gateway, bounded: what pages get, and what another process may answer. */
export const gatewayStatus = z.object({
  url: name,
  models: atMost(name, 100),
  started: name,
  ...{ requests: count, answered: count, refused: count, failed: count, left: count },
  seconds,
  rows: atMost(z.object({ model: name, endpoint: name, mode: name, requests: count, seconds }), 200),
  ...{ calls: count, hedges: count, hedgeWins: count },
  outcomes: atMost(z.object({ outcome: name, calls: count }), 50),
  limited: z.object({ rate: count, quota: count, call: count }),
  ...{ tokens: z.number(), spent: z.number(), reserved: z.number() },
  ...{ benchedMiners: count, openStreams: count },
  keys: atMost(
    z.object({
      ...{ name, project: name.nullable(), isPrepaid: z.boolean(), isRevoked: z.boolean() },
      ...{ spent: z.number(), reserved: z.number(), cap: z.number().nullable() },
    }),
    100,
  ),
  keyCount: count,
  pace: atMost(z.object({ at: z.number(), requests: count, refused: count, failed: count }), 300),
  statuses: atMost(z.object({ status: count, requests: count }), 50),
  routes: atMost(route, 300),
  routeCount: count,
})
