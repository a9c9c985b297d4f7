import { expect, it } from 'vitest'
import { simulateEqualMiners } from './equal-miners.js'

it('defect: of four equal miners one had no traffic for ever after a few slow answers', async () => {
  const load = { miners: 4, requests: 400, perSecond: 1 }
  const seeds = Array.from({ length: 20 }, (_, at) => at + 1)
  const shares = await Promise.all(seeds.map((seed) => simulateEqualMiners({ ...load, seed })))
  expect(Math.min(...shares.flat())).toBeGreaterThan(0.1)
})
