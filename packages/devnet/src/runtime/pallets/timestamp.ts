import { type CallHandlers, ensureNone } from '../context.js'

export const timestampCalls: CallHandlers = {
  'Timestamp.set': (ctx, { now }) => {
    ensureNone(ctx)
    ctx.state.Timestamp.Now.set(now)
  },
}
