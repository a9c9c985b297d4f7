import { createRandom } from 'subnetkit'
import { crps } from 'subnetkit/measures'
import { expect, test } from 'vitest'
import { baselineLosses, normalCrps } from './baselines.js'

test('the CRPS of a normal distribution is that of many samples of it', () => {
  const random = createRandom(new Uint8Array(32).fill(1))
  const normals = Array.from(
    { length: 4_000 },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  )
  for (const value of [-2, 0, 0.7, 5]) {
    const sampled = crps(
      normals.map((one) => 3 + 2 * one),
      value,
    )
    expect(normalCrps({ mean: 3, deviation: 2 }, value)).toBeCloseTo(sampled, 0)
  }
})

test('the better one counts: the season where there is one, the walk where there is none', () => {
  const wave = Array.from({ length: 96 }, (_, at) => 10 * Math.sin((2 * Math.PI * at) / 12))
  const outcomes = [1, 6].map((horizon) => ({ horizon, value: wave[(95 + horizon) % 12]! }))
  const walk = baselineLosses(wave, [], outcomes)
  const season = baselineLosses(wave, [12], outcomes)
  for (const [at, loss] of season.entries()) {
    expect(loss).toBeLessThan(walk[at]! / 1_000)
    expect(loss).toBeGreaterThan(0)
  }
  // A season that is longer than half of the history is none.
  expect(baselineLosses(wave, [60], outcomes)).toEqual(walk)
  expect(baselineLosses([5, 5, 5, 5], [], [{ horizon: 1, value: 5 }])[0]).toBeGreaterThan(0)
})
