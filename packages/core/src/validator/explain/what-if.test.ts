import { expect, test } from 'vitest'
import type { BareReceipt } from '../../records/score-record.js'
import type { Incentive } from '../../scoreboard/policy.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { FoldedRound } from '../../store/score-records.js'
import { meansByMiner } from './part-means.js'
import { whatIfs } from './what-if.js'

const receipt = (hotkey: string, score: number, factor = 1): BareReceipt =>
  ({
    ...{ hotkey, registeredAt: 1, family: 'sum', synapse: 'add', taskId: `sum-${score}`, score },
    ...{ outcome: 'scored', reason: null },
    parts: {
      ...{ value: score, failedGate: null, criteria: [{ name: 'right', weight: 1, score: score / factor }] },
      factors: factor === 1 ? [] : [{ name: 'latency', factor }],
    },
  }) as unknown as BareReceipt

/** Changes of a miner whose criterion has the mean 0.5, and whose factor is given, next to a best and a third one. */
function changesNextTo(best: readonly number[], third: readonly number[], factor = 1) {
  const all = { good: best, third, own: [0, 1] }
  const receipts = Object.entries(all).flatMap(([hotkey, scores]) =>
    scores.map((one) => (hotkey === 'own' ? receipt(hotkey, one * factor, factor) : receipt(hotkey, one))),
  )
  const folded = { round: { number: 16 }, uncounted: [] } as unknown as FoldedRound
  const rounds = [{ folded, receipts }]
  const miner = { hotkey: 'own', registeredAt: 1 }
  const change = { ...miner, round: 16, mean: 0.5, tasks: 2, answered: 2, stateBefore: 0 }
  const scoreboard: Incentive['scoreboard'] = {
    ...{ name: 'last', start: () => 0, fold: (_, { mean }) => mean, score: (state) => Number(state) },
  }
  const combine = (criteria: readonly { readonly score: number }[]) => criteria[0]!.score
  return whatIfs({
    ...{ miner, rounds, changes: [change as unknown as ScoreChange], means: meansByMiner(rounds) },
    best: minerKey({ hotkey: 'good', registeredAt: 1 }),
    subnet: { rubric: { combine }, incentive: { scoreboard } } as never,
  })
}

function raisedNextTo(best: readonly number[], third: readonly number[]) {
  const { alone } = changesNextTo(best, third)
  return Object.fromEntries(alone.map((one) => [one.change, one.score]))
}

test('defect: a criterion at its level already was raised task by task', () => {
  // The median and the best have the mean 0.5 too.
  expect(Object.values(raisedNextTo([0.5], [0.5]))).toEqual([0.5, 0.5])
  // Raised to the mean of the best, and no further; the median is the miner itself.
  expect(raisedNextTo([0.75], [0.25])).toEqual({
    'criterion right at the level of the median': 0.5,
    'criterion right at the level of the best': 0.75,
  })
})

test('scores several changes at once, each on top of the others', () => {
  const { alone, together } = changesNextTo([0.75], [0.25], 0.8)
  const [prompt, , right] = alone
  expect([prompt, right]).toMatchObject([
    { change: 'factor latency at 1', score: 0.5 },
    { change: 'criterion right at the level of the best', score: expect.closeTo(0.6, 12) },
  ])
  expect(together([prompt!, right!])).toEqual({
    change: 'factor latency at 1, and criterion right at the level of the best',
    score: 0.75,
  })
})
