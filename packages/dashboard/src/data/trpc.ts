import { isSubnetError } from '@subnetkit/base'
import { initTRPC } from '@subnetkit/transport/trpc'
import type { DataContext } from './context.js'

const root = initTRPC.context<DataContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const known = isSubnetError(error.cause) ? error.cause : null
    const { httpStatus } = shape.data
    // No path, stack or text of an error that is not ours: it may quote what nobody should read.
    return {
      code: shape.code,
      message: known?.message ?? (httpStatus < 500 ? 'the request is not valid' : 'the dashboard failed'),
      data: {
        code: known?.code ?? shape.data.code,
        fix: known?.fix ?? null,
        httpStatus: known?.status ?? httpStatus,
      },
    }
  },
})

export const { router } = root
/** A read. There are no others. */
export const read = root.procedure
