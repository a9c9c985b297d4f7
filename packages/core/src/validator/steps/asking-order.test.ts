import { expect, test } from 'vitest'
import { testSecret } from '../testing/fixture.js'
import { askingOrder } from './query.js'

test('defect: a miner that was asked in part was asked the first families only', () => {
  const place = { netuid: 3, mechanism: 0 }
  const round = { drawnAs: 760, secret: testSecret(760) }
  const tasks = [...Array(4).fill('sentence'), ...Array(6).fill('prose')].map((family, at) => ({
    family,
    at,
  }))
  const firstOf = (miner: number) => askingOrder(place, round, `5Miner${miner}`, tasks).slice(0, 4)
  const asked = Array.from({ length: 500 }, (_, miner) => firstOf(miner)).flat()
  const share = asked.filter(({ family }) => family === 'sentence').length / asked.length
  expect(share).toBeCloseTo(0.4, 1)
  // A step that is repeated goes on in the same order.
  expect(firstOf(8)).toEqual(firstOf(8))
  expect(
    askingOrder(place, round, '5Miner8', tasks)
      .map(({ at }) => at)
      .sort((a, b) => a - b),
  ).toEqual(tasks.map(({ at }) => at))
})
