import { constantOf } from '../../schema/constant.js'
import type { DispatchError } from '../../schema/types/dispatch.js'
import type { RuntimeCall } from '../../schema/types/outer.js'
import { measuredWeight } from '../../weights/measured.js'
import { noWeight, sumOf, timesOf } from '../../weights/weight.js'
import type { CallContext, CallHandlers } from '../context.js'
import { badOrigin, DispatchFailure } from '../failure.js'

const BATCH_LIMIT = constantOf('Utility', 'batched_calls_limit')

/** The checks that all batches begin with. */
function openBatch(ctx: CallContext, calls: readonly RuntimeCall[]): void {
  if (ctx.origin.kind === 'none') throw badOrigin()
  if (calls.length > BATCH_LIMIT) ctx.fail('Utility', 'TooManyCalls')
}

/** Sums up what the calls of a batch have used. */
class Used {
  readonly #ctx: CallContext
  readonly #batch: string
  #calls = noWeight
  #count = 0

  constructor(ctx: CallContext, batch: string) {
    this.#ctx = ctx
    this.#batch = batch
  }

  dispatch(call: RuntimeCall): DispatchError | null {
    const error = this.#ctx.dispatch(call, this.#ctx.origin)
    this.#calls = sumOf(this.#calls, this.#ctx.spent().weight)
    this.#count++
    return error
  }

  /** Notes the weight of the calls that were dispatched, and of the batch itself. */
  settle(): void {
    const { base, each } = measuredWeight(this.#batch, this.#ctx.specVersion)
    this.#ctx.settle({ weight: sumOf(base, timesOf(each, this.#count), this.#calls) })
  }
}

export const utilityCalls: CallHandlers = {
  // Stops at the first failure and keeps what went before.
  'Utility.batch': (ctx, { calls }) => {
    openBatch(ctx, calls)
    const used = new Used(ctx, 'Utility.batch')
    for (const [index, call] of calls.entries()) {
      const error = used.dispatch(call)
      if (error) {
        ctx.deposit('Utility', 'BatchInterrupted', { index, error })
        return used.settle()
      }
      ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', 'BatchCompleted', [])
    used.settle()
  },

  // All or nothing.
  'Utility.batch_all': (ctx, { calls }) => {
    openBatch(ctx, calls)
    const used = new Used(ctx, 'Utility.batch_all')
    for (const call of calls) {
      const error = used.dispatch(call)
      used.settle()
      if (error) throw new DispatchFailure(error, `${call.pallet}.${call.call} in a batch`)
      ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', 'BatchCompleted', [])
    used.settle()
  },

  // Goes on after failures.
  'Utility.force_batch': (ctx, { calls }) => {
    openBatch(ctx, calls)
    const used = new Used(ctx, 'Utility.force_batch')
    let failed = false
    for (const call of calls) {
      const error = used.dispatch(call)
      if (error) {
        failed = true
        ctx.deposit('Utility', 'ItemFailed', { error })
      } else ctx.deposit('Utility', 'ItemCompleted', [])
    }
    ctx.deposit('Utility', failed ? 'BatchCompletedWithErrors' : 'BatchCompleted', [])
    used.settle()
  },
}
