import type { FoldedTask } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { lowerEnd, possession } from './scoreboard.js'

const policy = possession()
const task = (family: string, score: number, outcome: FoldedTask['outcome'] = 'scored'): FoldedTask => ({
  family,
  outcome,
  score,
})

/** Score after rounds with these tasks. */
function scoreAfter(rounds: readonly (readonly FoldedTask[])[]): number {
  const state = rounds.reduce(
    (before: unknown, results) =>
      policy.fold(before, {
        ...{ results, peers: [], tasks: Math.max(1, results.length) },
        ...{ mean: 0, answered: results.filter(({ outcome }) => outcome !== 'absent').length },
      }),
    policy.start(),
  )
  return policy.score(JSON.parse(JSON.stringify(state)))
}
const honest = (share: number) => [task('audit', 1), task('range', share), task('store', 1)]
const many = (round: readonly FoldedTask[], count = 100) => Array.from({ length: count }, () => round)

describe('possession', () => {
  test('pays volume linearly: hotkeys that share the work of one earn together what it earns', () => {
    const whole = scoreAfter(many(honest(0.9)))
    for (const hotkeys of [2, 3, 10]) {
      expect(hotkeys * scoreAfter(many(honest(0.9 / hotkeys)))).toBeCloseTo(whole, 12)
    }
  })

  test('rises with audits, and is never above what the audits prove', () => {
    let before = 0
    for (const rounds of [1, 2, 5, 20, 100]) {
      const score = scoreAfter(many(honest(1), rounds))
      expect(score).toBeGreaterThan(before)
      expect(score).toBeLessThanOrEqual(1)
      before = score
    }
    expect(before).toBeGreaterThan(0.85)
  })

  test('fraud, a loss and a time-out cost more in this order, and an honest miner loses nothing', () => {
    const scoreWith = (round: readonly FoldedTask[]) =>
      scoreAfter([...many(honest(1)), round, ...many(honest(1), 10)])
    const fine = scoreWith(honest(1))
    const late = scoreWith([task('audit', 0, 'absent'), task('range', 1)])
    const lossy = scoreWith([task('audit', 0.5), task('range', 1)])
    const fraud = scoreWith([task('audit', 0), task('range', 1)])
    const lies = scoreWith([task('audit', 1), task('range', 0)])
    expect(late).toBeLessThan(fine)
    expect(lossy).toBeLessThan(fine)
    expect(fraud).toBeLessThan(0.75 * lossy)
    expect(lies).toBeLessThan(0.75 * fine)
  })

  test('trust comes back slowly, and a host that is gone decays', () => {
    const fraud = [...many(honest(1)), [task('audit', 0), task('range', 0)]]
    const recovering = [0, 10, 40].map((rounds) => scoreAfter([...fraud, ...many(honest(1), rounds)]))
    expect(recovering).toEqual(recovering.toSorted((a, b) => a - b))
    expect(recovering[1] ?? 1).toBeLessThan(0.75 * (recovering[2] ?? 0))
    const gone = [task('audit', 0, 'absent'), task('range', 0, 'absent')]
    const left = [0, 10, 40].map((rounds) => scoreAfter([...many(honest(1)), ...many(gone, rounds)]))
    expect(left[1] ?? 1).toBeLessThan(0.3 * (left[0] ?? 0))
    expect(left[2] ?? 1).toBeLessThan(0.01 * (left[0] ?? 0))
  })

  test('throughput multiplies, and a miner that returns nothing whole is paid nothing', () => {
    const of = (score: number, outcome: FoldedTask['outcome'] = 'scored') =>
      scoreAfter(many([...honest(1), task('whole', score, outcome)]))
    expect(of(0.5)).toBeCloseTo(of(1) / 2, 12)
    expect(of(0, 'refused')).toBe(0)
  })

  test('rounds without audits change nothing but trust, and nothing is NaN', () => {
    expect(scoreAfter(many([task('store', 1)]))).toBe(0)
    expect(scoreAfter([])).toBe(0)
    const before = many(honest(0.4), 7)
    expect(scoreAfter([...before, ...many([task('store', 0.001)], 50)])).toBe(scoreAfter(before))
  })
})

test('defect: a miner that had let go of everything kept its score for ever', () => {
  const before = many(honest(1))
  const after = (rounds: number) =>
    scoreAfter([...before, ...many([task('first-store', 0.001)], rounds)]) / scoreAfter(before)
  expect(after(1)).toBeCloseTo(0.9, 3)
  expect(after(60)).toBeLessThan(0.01)
  expect(scoreAfter(many([task('first-store', 1)]))).toBe(0)
})

test('the lower end of Wilson’s interval, as published', () => {
  // 8 of 10 at 95 %: 0.490 to 0.943.
  expect(lowerEnd(8, 10, 1.96)).toBeCloseTo(0.4902, 4)
  expect(lowerEnd(0, 10, 1.96)).toBe(0)
  expect(lowerEnd(0, 0, 1.96)).toBe(0)
})

test('defect: one missed object at the beginning held a fast miner down for forty rounds', () => {
  const board = possession()
  const whole = (score: number) => ({
    ...{ mean: 1, tasks: 1, answered: 1, peers: [] },
    results: [{ family: 'whole', outcome: score > 0 ? ('scored' as const) : ('absent' as const), score }],
  })
  let state: unknown = board.start()
  for (const score of [0, 1, 1, 1, 1]) state = board.fold(state, whole(score))
  expect((state as { speed: number }).speed).toBeCloseTo(0.8)
})
