import { z } from 'zod'
import { invalidParams } from './internal/errors.js'
import { rpc } from './internal/method.js'

/** Makes blocks at once (1 when no number is given); answers the hash of the last. */
export const dev_mine = rpc([z.number().int().min(1).max(100_000).default(1)], (ctx, [count]) =>
  ctx.mine(count),
)

/** Sets the time of the next block in Unix milliseconds. */
export const dev_setNextTimestamp = rpc([z.number().int().positive()], ({ chain }, [timestamp]) => {
  try {
    chain.setNextTimestamp(timestamp)
  } catch (error) {
    throw error instanceof RangeError ? invalidParams(error.message) : error
  }
  return null
})
