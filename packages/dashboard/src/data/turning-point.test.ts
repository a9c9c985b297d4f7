import { expect, it } from 'vitest'
import { turningPoint } from './turning-point.js'

const history = (...means: readonly number[]) => means.map((mean, at) => ({ round: 100 * at, mean }))

it('names the round from which on a miner answered worse', () => {
  expect(turningPoint(history(1, 0.9, 1, 1, 0.1, 0, 0.2))).toEqual({
    ...{ lastBefore: 300, firstSince: 400, since: expect.closeTo(0.1) },
    before: expect.closeTo(0.975),
  })
  expect(turningPoint(history(0, 0, 0, 1, 1, 1))).toMatchObject({ firstSince: 300, before: 0, since: 1 })
})

it.each([[[]], [[1, 0]], [[1, 0, 1, 0, 1, 0, 1]], [[0.9, 0.95, 1, 0.9, 0.92, 0.97]]])(
  'finds none in %j',
  (means) => expect(turningPoint(history(...means))).toBeNull(),
)
