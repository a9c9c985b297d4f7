import { constantOf } from '../../schema/constant.js'
import type { RuntimeCall } from '../../schema/types/outer.js'
import type { CallContext, CallHandlers } from '../context.js'
import { badOrigin, DispatchFailure } from '../failure.js'

const BATCH_LIMIT = constantOf('Utility', 'batched_calls_limit')

/** The checks that all batches begin with. */
function openBatch(ctx: CallContext, calls: readonly RuntimeCall[]): void {
  if (ctx.origin.kind === 'none') throw badOrigin()
  if (calls.length > BATCH_LIMIT) ctx.fail('Utility', 'TooManyCalls')
}

export const utilityCalls: CallHandlers = {
  // Stops at the first failure and keeps what went before.
  'Utility.batch': (ctx, { calls }) => {
    openBatch(ctx, calls)
    for (const [index, call] of calls.entries()) {
      const error = ctx.dispatch(call, ctx.origin)
      if (error) return ctx.deposit('Utility', 'BatchInterrupted', { index, error })
      ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', 'BatchCompleted', [])
  },

  // All or nothing.
  'Utility.batch_all': (ctx, { calls }) => {
    openBatch(ctx, calls)
    for (const call of calls) {
      const error = ctx.dispatch(call, ctx.origin)
      if (error) throw new DispatchFailure(error, `${call.pallet}.${call.call} in a batch`)
      ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', 'BatchCompleted', [])
  },

  // Goes on after failures.
  'Utility.force_batch': (ctx, { calls }) => {
    openBatch(ctx, calls)
    let failed = false
    for (const call of calls) {
      const error = ctx.dispatch(call, ctx.origin)
      if (error) {
        failed = true
        ctx.deposit('Utility', 'ItemFailed', { error })
      } else ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', failed ? 'BatchCompletedWithErrors' : 'BatchCompleted', [])
  },
}
