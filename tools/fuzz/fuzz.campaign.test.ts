import { expect, it } from 'vitest'
import { fuzzRequests } from './run-fuzz.js'

it('2,000 mutated requests leave nothing behind', async () => {
  const { cases, held } = await fuzzRequests({ runs: 2_000, seed: 7, lanes: 8 })
  expect(cases).toBe(2_000)
  const [early, late] = held
  expect(late.heapMB - early.heapMB).toBeLessThan(16)
  if (early.files !== null && late.files !== null) expect(late.files - early.files).toBeLessThan(16)
})
