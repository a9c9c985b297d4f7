import { isSubnetError } from '@subnetkit/base'
import { initTRPC } from '@subnetkit/transport/trpc'
import { redacted } from '../server/redaction.js'
import type { DataContext } from './context.js'

const root = initTRPC.context<DataContext>().create({
  isDev: false,
  errorFormatter({ shape, error, ctx }) {
    const known = isSubnetError(error.cause) ? error.cause : null
    const { httpStatus } = shape.data
    // No path, stack or text of an error that is not ours: it may quote what nobody should read.
    const answer = {
      code: shape.code,
      message: known?.message ?? (httpStatus < 500 ? 'the request is not valid' : 'the dashboard failed'),
      data: {
        code: known?.code ?? shape.data.code,
        fix: known?.fix ?? null,
        httpStatus: known?.status ?? httpStatus,
      },
    }
    return ctx === undefined ? answer : redacted(answer, ctx.redaction)
  },
})

export const { router } = root
/** A read. There are no others. What it returns has passed its schema, and then loses its secrets. */
export const read = root.procedure.use(async ({ ctx, next }) => {
  const result = await next()
  return result.ok ? { ...result, data: redacted(result.data, ctx.redaction) } : result
})
