import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { gatewayStatus } from '../gateway/gateway-fields.js'
import { sentence } from './fields.js'
import { read } from './trpc.js'

const output = z.object({
  /** Null for a gateway of another process that has never answered. */
  status: gatewayStatus.nullable(),
  /** Unix time of the answer that has the status, in ms. */
  answeredAt: z.number().nullable(),
  /** Reason why a gateway of another process does not answer now. */
  trouble: sentence.nullable(),
})

/** The gateway in this process, or the newest answer of one in another process. What it counts holds no key and no prompt. */
export const gateway = read.output(output).query(async ({ ctx: { source } }) => {
  const status = (await source.gateway?.()) ?? null
  const contact = source.gatewayContact?.() ?? null
  if (contact !== null) return { status: status as z.input<typeof gatewayStatus> | null, ...contact }
  if (status === null) throw dashboardError('DASHBOARD_UNKNOWN', { what: 'gateway in this process' })
  return { status: status as z.input<typeof gatewayStatus>, answeredAt: Date.now(), trouble: null }
})
