import { parseDashboardAddress, type TypedAddress } from '@subnetkit/dashboard/options'
import { z } from 'zod'

/** The option `--dashboard [address]`: undefined without it, and an empty address where none is named. */
export const dashboardField = z
  .union([z.literal(true), z.string()])
  .transform((given, context): TypedAddress => {
    const address = parseDashboardAddress(given === true ? '' : given)
    if (address !== null) return address
    context.addIssue({ code: 'custom', message: 'must be an address such as 127.0.0.1:9470' })
    return z.NEVER
  })
  .optional()
