import { expect, it } from 'vitest'
import { paceOf } from './pace.js'

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
