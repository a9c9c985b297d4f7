import { expect, it } from 'vitest'
import { blockTimeMs } from './clock.js'
import { measurePace, paceFor } from './pace.js'

it('a slow machine gets more time for an answer, within bounds, and more blocks for a round', () => {
  expect(paceFor(10)).toEqual({ deadlineMs: 2_500, roundBlocks: 120 })
  expect(paceFor(30)).toEqual({ deadlineMs: 3_900, roundBlocks: 188 })
  expect(paceFor(1_000).deadlineMs).toBe(10_000)
  expect(paceFor(1_000, 30_000).deadlineMs).toBe(30_000)
  for (const answerMs of [1, 20, 50, 500]) {
    const { deadlineMs, roundBlocks } = paceFor(answerMs)
    expect(roundBlocks * blockTimeMs).toBeGreaterThan(3 * deadlineMs)
    // Weights may be set every 100 blocks: once in each round.
    expect(roundBlocks).toBeGreaterThan(100)
  }
})

it('is measured with the answers that miners will give', async () => {
  let answers = 0
  const answer = async () => {
    answers += 1
  }
  const { deadlineMs } = await measurePace([answer, answer, answer])
  expect(answers).toBe(18)
  expect(deadlineMs).toBeGreaterThanOrEqual(2_500)
})
