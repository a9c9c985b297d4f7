import { expect, it } from 'vitest'
import { blockTimeOf, paceOf, slownessOf } from './pace.js'

it('leaves an answer all of its deadline before its round closes', () => {
  for (const [deadlineMs, blockTimeMs] of [
    [1_000, 250],
    [12_000, 250],
    [120_000, 20],
    [4_000, 12_000],
  ] as const) {
    const { roundBlocks, tempo } = paceOf(deadlineMs, blockTimeMs)
    expect(2 * roundBlocks * blockTimeMs).toBeGreaterThan(deadlineMs)
    expect(tempo).toBe(roundBlocks)
    expect(tempo).toBeGreaterThanOrEqual(10)
  }
})

it('defect: rounds were over before a slow machine had planned them', () => {
  expect([1_000, 6_000, 60_000].map(slownessOf)).toEqual([1, 2, 4])
  expect([1, 2, 4].map(blockTimeOf)).toEqual([250, 500, 1_000])
  // The same number of blocks, each of them longer; more blocks where their time is given.
  const usual = paceOf(1_000, blockTimeOf(1))
  expect(paceOf(1_000, blockTimeOf(4), 4)).toEqual(usual)
  expect(paceOf(1_000, blockTimeOf(1), 4).roundBlocks).toBe(4 * usual.roundBlocks)
})
