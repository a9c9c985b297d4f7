import type { FoldedTask } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { balanced } from './scoreboard.js'

const policy = balanced({ isPainting: (family) => family === 'scene' })

/** Tasks of a round: twelve readings and five paintings of these scores; null for a side that does not count. */
const roundOf = (reading: number | null, painting: number | null): readonly FoldedTask[] => [
  ...(reading === null ? [] : Array.from({ length: 12 }, () => scored('noise', reading))),
  ...(painting === null ? [] : Array.from({ length: 5 }, () => scored('scene', painting))),
]

const scored = (family: string, score: number): FoldedTask => ({ family, outcome: 'scored', score })

const after = (rounds: readonly (readonly FoldedTask[])[]): number => {
  const state = rounds.reduce((before: unknown, results) => {
    const mean = results.reduce((sum, { score }) => sum + score, 0) / results.length
    const tasks = results.length
    return policy.fold(before, { mean, tasks, answered: tasks, results, peers: [] })
  }, policy.start())
  return policy.score(JSON.parse(JSON.stringify(state)))
}

const many = (round: readonly FoldedTask[], count = 100) => Array.from({ length: count }, () => round)

describe('balanced', () => {
  test('is the mean of all answers for a miner that does both, a newcomer included', () => {
    expect(after(many(roundOf(0.9, 0.7)))).toBeCloseTo((12 * 0.9 + 5 * 0.7) / 17, 3)
    expect(after(many(roundOf(0.8, 0.8), 1))).toBeCloseTo(0.08, 9)
  })

  test('pays nothing for one side alone, and falls with the weaker one', () => {
    expect(after(many(roundOf(1, 0)))).toBe(0)
    expect(after(many(roundOf(0, 1)))).toBe(0)
    const painted = [0, 0.2, 0.4, 0.6, 0.8].map((score) => after(many(roundOf(1, score))))
    expect(painted).toEqual(painted.toSorted((one, other) => one - other))
    expect(painted[2]).toBeCloseTo((12 * (0.4 / 0.75) + 5 * 0.4) / 17, 3)
  })

  test('never falls with better answers', () => {
    const steps = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]
    const scores = steps.map((reading) =>
      steps.map((painting) => after(many(roundOf(reading, painting), 30))),
    )
    for (const [at, row] of scores.entries()) {
      for (const [place, score] of row.entries()) {
        expect(score).toBeGreaterThanOrEqual((row[place - 1] ?? 0) - 1e-12)
        expect(score).toBeGreaterThanOrEqual((scores[at - 1]?.[place] ?? 0) - 1e-12)
      }
    }
  })

  test('takes nothing away for a side that is not asked for or not checked, and keeps what was known', () => {
    expect(after(many(roundOf(0.9, null)))).toBeCloseTo(0.9, 3)
    expect(after([...many(roundOf(0.9, 0)), ...many(roundOf(0.9, null))])).toBe(0)
    expect(after([...many(roundOf(0.9, null)), ...many(roundOf(0.9, 0.9), 1)])).toBeCloseTo(0.9, 3)
  })

  test('goes on at the score of another scoreboard', () => {
    expect(policy.score(policy.resume!(0.6))).toBe(0.6)
  })
})
