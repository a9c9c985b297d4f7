import { createRandom } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { quantile } from './quantile.js'
import { type Reveal, scoreReveals } from './score-reveals.js'

const baselines = [1, 2]

/** A reveal with these shares of the baseline's loss; forecasts with different places differ. */
const revealOf = (shares: readonly number[], place: number): Reveal => ({
  losses: shares.map((share, at) => share * baselines[at]!),
  shape: baselines.map(() => [place, place + 1, place + 2]),
})
const random = createRandom(new Uint8Array(32).fill(5))
const someReveals = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    random.chance(0.2)
      ? null
      : revealOf([3 * random.next(), 3 * random.next()], random.int(0, 3) * 10 + at * 1e-4),
  )

describe('scores of a round', () => {
  test('lie in [0, 1], whatever was revealed', () => {
    for (let one = 0; one < 100; one++) {
      for (const { score } of scoreReveals(someReveals(random.int(1, 12)), baselines)) {
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }
    }
    const [odd] = scoreReveals([{ losses: [Infinity, 1], shape: [[1], [1]] }], baselines)
    expect(odd?.score).toBeGreaterThanOrEqual(0)
  })

  test('do not depend on the order of the miners', () => {
    for (let one = 0; one < 100; one++) {
      const reveals = someReveals(8)
      const order = random.shuffle([...reveals.keys()])
      const shuffled = scoreReveals(
        order.map((at) => reveals[at]!),
        baselines,
      )
      const plain = scoreReveals(reveals, baselines)
      for (const [place, at] of order.entries())
        expect(shuffled[place]!.score).toBeCloseTo(plain[at]!.score, 12)
    }
  })

  test('fall as a loss grows, and not below those of a missing reveal', () => {
    const others = [revealOf([0.5, 0.5], 10), revealOf([0.9, 0.7], 20)]
    let before = 1
    for (const share of [0, 0.2, 0.5, 1, 1.5, 2, 3, 50]) {
      const [own, , , missing] = scoreReveals([revealOf([share, share], 0), ...others, null], baselines)
      expect(own!.score).toBeLessThanOrEqual(before)
      expect(own!.score).toBeGreaterThanOrEqual(missing!.score)
      before = own!.score
    }
    expect(before).toBe(0)
  })

  test('are 0.5 for the baseline, 1 for no loss and 0 for none revealed; scale does not matter', () => {
    const reveals = [revealOf([1, 1], 0), revealOf([0, 0], 10), null]
    const scores = scoreReveals(reveals, baselines).map(({ score }) => score)
    expect(scores).toEqual([0.5, 1, 0])
    const thousandfold = (values: readonly number[]) => values.map((value) => value * 1_000)
    const scaled = reveals.map(
      (one) => one && { losses: thousandfold(one.losses), shape: one.shape.map(thousandfold) },
    )
    const large = scoreReveals(scaled, thousandfold(baselines))
    expect(large.map(({ score }) => score)).toEqual(scores)
  })

  test('cap a loss at the 90th percentile, never below twice the baseline', () => {
    const shares = [0.5, 1, 1.5, 40, 50]
    const scored = scoreReveals(
      shares.map((share, at) => revealOf([0.5, share], at * 10)),
      baselines,
    )
    // The cap of the second horizon lies between 40 and 50.
    expect(scored[4]!.skill).toBeCloseTo((0.5 + 1 - 46) / 2)
    const [alone] = scoreReveals([revealOf([0.1, 0.1], 0), null], baselines).slice(1)
    expect(alone!.skill).toBe(-1)
  })
})

test('skill is divided by the herd and the root of the crowd, and a loss is not', () => {
  const excessOf = (herd: number, crowd: number) => {
    const [scored] = scoreReveals([revealOf([0.4, 0.4], 0)], baselines, [{ herd, crowd }])
    return scored!.score - 0.5
  }
  expect(excessOf(4, 1)).toBeCloseTo(excessOf(1, 1) / 4)
  expect(excessOf(1, 4)).toBeCloseTo(excessOf(1, 1) / 2)
  // Weights go with the cube: four hotkeys with one model earn half of what one does.
  expect(4 * excessOf(1, 4) ** 3).toBeCloseTo(excessOf(1, 1) ** 3 / 2)
  const [bad] = scoreReveals([revealOf([1.5, 1.5], 0)], baselines, [{ herd: 9, crowd: 9 }])
  expect(bad?.score).toBe(0.25)
})

test('quantiles lie between the values beside them', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2)
  expect(quantile([0, 10], 0.9)).toBe(9)
  expect(quantile([], 0.9)).toBe(0)
})
