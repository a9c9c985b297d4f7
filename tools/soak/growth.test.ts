import { expect, test } from 'vitest'
import { growthOf, type Sample } from './growth.js'

const samples = (of: (index: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 20 }, (_, index) => ({
    ...{
      rounds: index * 100,
      roundsPerSecond: 10,
      rssMb: 200,
      heapMb: 60,
      storeMb: 40,
      queueMb: 0,
      handles: 30,
      cpuMsPerRound: 40,
    },
    ...of(index),
  }))

test('a validator that keeps what it has does not grow, whatever its first rounds take', () => {
  expect(growthOf(samples(() => ({})))).toEqual([])
  expect(
    growthOf(samples((index) => ({ storeMb: Math.min(60, index * 20), heapMb: 60 + (index % 3) }))),
  ).toEqual([])
})

test('a quantity that grows with the rounds is found', () => {
  expect(growthOf(samples((index) => ({ storeMb: 40 + index * 4 })))).toEqual([
    { name: 'storeMb', before: 76, after: 116 },
  ])
  expect(growthOf(samples((index) => ({ handles: 30 + 2 * index })))).toMatchObject([{ name: 'handles' }])
})
