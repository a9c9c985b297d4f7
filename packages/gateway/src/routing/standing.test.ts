import { expect, it } from 'vitest'
import type { Candidate } from '../model.js'
import { eligible, pickBest, skillOf } from './pick.js'
import { createPool } from './pool.js'
import { standings } from './standing.js'

const miner = (hotkey: string, incentive: number): Candidate => ({
  ...{ hotkey, coldkey: `owner of ${hotkey}`, host: '127.0.0.1', port: 1, registeredAt: 5, incentive },
})
const paid = [miner('good', 50_000), miner('weak', 3_000), miner('constant', 10)]

it('pay says who is good before any answer was judged, and says nothing where all or none are paid alike', () => {
  const of = standings(paid)
  expect(of(paid[0]!)).toBeGreaterThan(0.7)
  expect(of(paid[1]!)).toBeLessThan(0.2)
  expect(of(paid[2]!)).toBe(0.05)
  const alike = [miner('a', 7), miner('b', 7)]
  expect(alike.map(standings(alike))).toEqual([0.5, 0.5])
  expect(standings([miner('new', 0)])(miner('new', 0))).toBe(0.5)
})

it('defect: a miner that was paid next to nothing weighed like the best one until something was judged', () => {
  const pool = createPool({ candidates: () => ({ miners: paid, stale: false }) }, { now: () => 0 })
  const choosing = pool.choosing('What is 34 plus 58?')
  expect(skillOf(paid[2]!, choosing)).toBeLessThan(0.1)
  expect(
    pickBest(
      eligible(paid, choosing, () => 0.5),
      choosing,
    ),
  ).toBe(paid[0])
  const answers = Array.from({ length: 12 }, () => ({ miner: 'constant@5', right: true }))
  pool.judged('What is 1 plus 2?', answers, 'knowledge')
  expect(skillOf(paid[2]!, pool.choosing('What is 34 plus 58?'))).toBeGreaterThan(0.8)
})
