import { expect, it } from 'vitest'
import { simulateTail } from './tail.js'

// The figures of `npm run gateway:sim`, with fewer requests.
const load = { perSecond: 40, requests: 3_000, seed: 1 }

it('a hedge cuts the slowest answers to a third for few more calls', async () => {
  const alone = await simulateTail({ ...load, hedged: false })
  const hedged = await simulateTail({ ...load, hedged: true })
  expect(alone.p99).toBeGreaterThan(2_500)
  expect(hedged.p99).toBeLessThan(1_000)
  expect(hedged.failed).toBeLessThanOrEqual(0.0005)
  expect(hedged.extra).toBeLessThan(0.07)
})

it('a hedge does no harm at 88 % of the capacity', async () => {
  const busy = { perSecond: 220, requests: 4_000, seed: 2 }
  const alone = await simulateTail({ ...busy, hedged: false })
  const hedged = await simulateTail({ ...busy, hedged: true })
  expect(hedged.p50).toBeLessThan(1.1 * alone.p50)
  expect(hedged.failed).toBeLessThan(0.005)
  expect(hedged.p99).toBeLessThan(alone.p99)
  expect(hedged.extra).toBeLessThan(0.07)
})
