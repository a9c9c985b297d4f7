import { expect, test } from 'vitest'
import { play, spearman } from './play.js'
import { patient } from './settings.js'

test('two honest validators that see different tasks agree after ten rounds', async () => {
  const { ranks, vtrust } = await play({ ...patient, seed: 1 })
  expect(ranks).toBeGreaterThanOrEqual(0.98)
  expect(vtrust).toBeGreaterThanOrEqual(0.95)
})

test('spearman counts equal values with their mean rank', () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1)
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1)
  // As scipy.stats.spearmanr has it.
  expect(spearman([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.7631578947368421, 12)
})
