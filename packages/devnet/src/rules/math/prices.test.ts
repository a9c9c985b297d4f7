import { describe, expect, it } from 'vitest'
import { networkLockCost } from './prices.js'

const tao = 1_000_000_000n

describe('lock cost', () => {
  const options = { lastLock: 1000n * tao, minLock: 1000n * tao, reductionInterval: 100_800n }

  it.each([
    ['the first costs the minimum', { lastLockBlock: 0n, now: 1n }, 1000n * tao],
    ['the next in the same block twice the last', { lastLockBlock: 50n, now: 50n }, 2000n * tao],
    ['one interval later the last again', { lastLockBlock: 50n, now: 100_850n }, 1_000_000_092_800n],
    ['never less than the minimum', { lastLockBlock: 50n, now: 9_000_000n }, 1000n * tao],
  ])('%s', (_, when, cost) => {
    expect(networkLockCost({ ...options, ...when })).toBe(cost)
  })
})
