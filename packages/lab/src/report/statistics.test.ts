import { expect, test } from 'vitest'
import { giniOf, intervalOf, topShareOf } from './statistics.js'

test.each([
  [0, []],
  [0, [0, 0, 0]],
  [0, [5, 5, 5, 5]],
  [0.25, [1, 2, 3, 4]],
  [0.75, [0, 0, 0, 8]],
  [0.4, [10, 1, 2, 3, 4]],
  [4 / 9, [0, 1, 2]],
])('the Gini coefficient is %f of %j', (gini, values) => {
  expect(giniOf(values)).toBeCloseTo(gini, 12)
  expect(giniOf(values.map((value) => value * 7))).toBeCloseTo(gini, 12)
})

test('the largest have their part of the total, and all of it where there are fewer', () => {
  expect(topShareOf([1, 4, 2, 3], 2)).toBe(0.7)
  expect(topShareOf([1, 2], 10)).toBe(1)
  expect(topShareOf([0, 0], 10)).toBe(0)
  expect(topShareOf([...Array(90).fill(1), ...Array(10).fill(11)], 10)).toBeCloseTo(0.55, 12)
})

test('an interval is that of Student, and has no width with one seed', () => {
  expect(intervalOf([3])).toEqual({ mean: 3, half: 0 })
  const { mean, half } = intervalOf([1, 2, 3])
  expect(mean).toBe(2)
  // t of 2 degrees of freedom, standard deviation 1, three values.
  expect(half).toBeCloseTo(4.303 / Math.sqrt(3), 9)
})
