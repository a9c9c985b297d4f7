import { expect, it } from 'vitest'
import { createRestartDelay } from './restart-delay.js'

it('doubles while a worker keeps ending, up to half a minute, and starts over for one that served', () => {
  const delayAfter = createRestartDelay()
  expect([0, 0, 0, 0, 0, 0, 0].map(delayAfter)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect([60_000, 0].map(delayAfter)).toEqual([1_000, 2_000])
})
