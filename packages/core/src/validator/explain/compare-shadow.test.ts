import { expect, test } from 'vitest'
import { linear } from '../../scoreboard/linear.js'
import { parseIncentive } from '../../scoreboard/parse-incentive.js'
import { compareShadow } from './compare-shadow.js'

const incentive = parseIncentive({ weights: linear() })
const contenders = ['first', 'second', 'third', 'idle'].map((hotkey, uid) => ({
  uid,
  hotkey,
  registeredAt: 1,
}))
const scoresOf = (...scores: number[]) => ({
  incentive,
  scores: scores.map((score, at) => ({ ...contenders[at]!, score, rounds: 4 })),
})

test('ranks, shares and their correlation follow from the scores of both versions', () => {
  const { changes, moved, spearman, shifted } = compareShadow(
    contenders,
    scoresOf(0.6, 0.3, 0.1),
    scoresOf(0.1, 0.3, 0.6),
  )
  expect(
    changes.map(({ hotkey, active, shadow, rounds }) => [hotkey, active.rank, shadow.rank, rounds]),
  ).toEqual([
    ['third', 3, 1, 4],
    ['second', 2, 2, 4],
    ['first', 1, 3, 4],
  ])
  expect([moved, spearman]).toEqual([2, -1])
  expect(shifted).toBeCloseTo(0.5, 3)
})

test('equal scores share a rank, and one score for all correlates with nothing', () => {
  const same = compareShadow(contenders, scoresOf(0.5, 0.5, 0.2), scoresOf(0.4, 0.4, 0.1))
  expect([same.moved, same.spearman]).toEqual([0, 1])
  expect(compareShadow(contenders, scoresOf(0.5, 0.5), scoresOf(0.1, 0.9)).spearman).toBeNull()
  expect(compareShadow(contenders, scoresOf(), scoresOf())).toMatchObject({ changes: [], spearman: null })
})

test('defect: equal answers whose means differ in the last digits had different ranks, and moved', () => {
  const [one, other] = [0.8516548988905638, 0.8516548988905581]
  const { changes, moved } = compareShadow(contenders, scoresOf(one, other, 0.1), scoresOf(other, one, 0.1))
  expect([moved, ...changes.map(({ shadow }) => shadow.rank)]).toEqual([0, 1, 1, 3])
})
