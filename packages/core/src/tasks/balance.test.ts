import { expect, test } from 'vitest'
import { balance } from './balance.js'

const countsOf = (weights: readonly number[], tasks: number) =>
  balance(
    weights.map((weight) => ({ weight })),
    tasks,
  ).map(({ tasksPerMiner }) => tasksPerMiner)

test('shares follow the weights and add up', () => {
  expect(countsOf([1, 1, 1], 10)).toEqual([3, 4, 3])
  expect(countsOf([3, 1], 8)).toEqual([6, 2])
  expect(countsOf([0.5, 0.25, 0.25], 32)).toEqual([16, 8, 8])
})

test('a rare family gets one task', () => {
  expect(countsOf([100, 1], 10)).toEqual([10, 1])
})

test('a family with a number of its own keeps it and takes no share', () => {
  expect(balance([{ tasksPerMiner: 2 }, { weight: 1 }, { weight: 1 }], 4)).toEqual([
    { tasksPerMiner: 2 },
    { weight: 1, tasksPerMiner: 2 },
    { weight: 1, tasksPerMiner: 2 },
  ])
})

test('fewer tasks than families are refused', () => {
  expect(() => countsOf([1, 1, 1], 2)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
