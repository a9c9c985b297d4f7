import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credibility } from './credibility.js'
import { ema } from './ema.js'
import { type Game, ratePeriod } from './glicko2.js'
import type { MinerRound, ScoreboardPolicy } from './policy.js'
import { rating } from './rating.js'
import { wilson } from './wilson.js'
import { windowedMean } from './windowed-mean.js'

const runs = { numRuns: 30 }
const unit = fc.double({ min: 0, max: 1, noNaN: true })
const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })

const policies: readonly ScoreboardPolicy[] = [
  ema({ alpha: 0.1 }),
  ema({ alpha: 0.1, debias: true }),
  windowedMean({ rounds: 5 }),
  windowedMean({ rounds: 128, minRounds: 1 }),
  wilson(),
  credibility({ halfTrust: 10 }),
  credibility({ halfTrust: 3, prior: 0.4, halfLife: 2 }),
  rating(),
]

const roundOf = (
  policy: ScoreboardPolicy,
  mean: number,
  tasks = 4,
  peers: readonly number[] = [0.5],
): MinerRound => ({
  ...{ mean, tasks, answered: mean > 0 ? tasks : 0, results: [] },
  peers: peers.map((one) => ({ state: policy.start(), mean: one })),
})

/** Score after rounds with these means. */
function scoreOf(policy: ScoreboardPolicy, means: readonly number[], tasks = 4): number {
  const state = means.reduce(
    (before, mean) => policy.fold(before, roundOf(policy, mean, tasks)),
    policy.start(),
  )
  return policy.score(state)
}

describe.each(policies)('$name', (policy) => {
  const means = fc.array(fc.oneof(fc.constantFrom(0, 1, 5e-324), unit), { maxLength: 30 })

  test('is bounded, survives JSON bit for bit, and takes at most 4096 bytes', () => {
    fc.assert(
      fc.property(means, fc.integer({ min: 1, max: 1_000 }), (rounds, tasks) => {
        let state = policy.start()
        for (const mean of rounds) {
          state = policy.fold(state, roundOf(policy, mean, tasks, [0, 0.5, 1]))
          const json = JSON.stringify(state)
          expect(json.length).toBeLessThanOrEqual(4_096)
          expect(JSON.parse(json)).toEqual(state)
          const score = policy.score(state)
          expect(score >= 0 && score <= 1, `${score}`).toBe(true)
        }
      }),
      runs,
    )
  })

  test('never falls when the mean of a round rises, and never punishes a good round', () => {
    fc.assert(
      fc.property(means, unit, unit, means, (before, one, other, after) => {
        const [low, high] = [one, other].toSorted((a, b) => a - b) as [number, number]
        const [worse, better] = [low, high].map((mean) => scoreOf(policy, [...before, mean, ...after]))
        expect(better!).toBeGreaterThanOrEqual(worse! - 1e-9)
        expect(scoreOf(policy, [...before, 1])).toBeGreaterThanOrEqual(scoreOf(policy, before) - 1e-9)
      }),
      runs,
    )
  })

  test('a miner that is perfect for long stands above one that is not, and a lost one near the bottom', () => {
    const long = 150
    const [best, good, lost] = [1, 0.7, 0].map((mean) => scoreOf(policy, Array<number>(long).fill(mean)))
    expect(best!).toBeGreaterThan(policy.name.startsWith('rating') ? 0.9 : good!)
    expect(best!).toBeGreaterThanOrEqual(good!)
    expect(best!).toBeGreaterThan(0.85)
    expect(lost!).toBeLessThan(0.25)
  })

  test('resumes at a score', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.9, noNaN: true }), (score) => {
        const state = policy.resume!(score)
        expect(JSON.stringify(state).length).toBeLessThanOrEqual(4_096)
        const exact = policy.name.includes('0.4') ? Math.max(0.04, score) : score
        expect(policy.score(state)).toBeCloseTo(exact, 6)
      }),
      runs,
    )
    for (const score of [0, 1])
      expect(Math.abs(policy.score(policy.resume!(score)) - score)).toBeLessThan(0.11)
  })
})

describe('newcomers', () => {
  test.each<[ScoreboardPolicy, number, number]>([
    [ema({ alpha: 0.1 }), 0, 0.1],
    [ema({ alpha: 0.1, debias: true }), 0, 1],
    [windowedMean({ rounds: 5 }), 0, 0.2],
    [windowedMean({ rounds: 5, minRounds: 1 }), 0, 1],
    // 4 of 4: 1 / (1 + 1.96² / 4)
    [wilson({ z: 1.96 }), 0, 4 / (4 + 1.96 ** 2)],
    [credibility({ halfTrust: 12 }), 0, 0.25],
    [credibility({ halfTrust: 12, prior: 0.2 }), 0.2, 0.2 + 0.25 * 0.8],
  ])('case %#', (policy, before, after) => {
    expect(policy.score(policy.start())).toBe(before)
    expect(scoreOf(policy, [1])).toBeCloseTo(after, 12)
  })
})

test('ema is what it was, bit for bit', () => {
  let previous = 0
  for (const mean of [0.3, 0.1 + 0.2, 1, 0, 0.7]) {
    const next = ema({ alpha: 0.3 }).fold(previous, roundOf(ema({ alpha: 1 }), mean))
    expect(next).toBe(previous + 0.3 * (mean - previous))
    previous = next as number
  }
})

test('a debiased ema of rounds that are alike stands at their mean from the first on', () => {
  for (const rounds of [1, 2, 10]) {
    expect(scoreOf(ema({ alpha: 0.1, debias: true }), Array<number>(rounds).fill(0.6))).toBeCloseTo(0.6, 12)
  }
})

test('a window forgets', () => {
  expect(scoreOf(windowedMean({ rounds: 3 }), [0, 0, 1, 1, 1])).toBe(1)
  expect(scoreOf(windowedMean({ rounds: 3 }), [1, 1, 1, 0, 0.5])).toBe(0.5)
})

test('wilson is the lower end of the interval that textbooks give', () => {
  // 7 of 10 at 95 %: 0.3968 to 0.8922; 90 of 100: 0.8256 to 0.9448.
  expect(scoreOf(wilson({ z: 1.959964 }), [0.7], 10)).toBeCloseTo(0.3968, 4)
  expect(scoreOf(wilson({ z: 1.959964 }), [0.9], 100)).toBeCloseTo(0.8256, 4)
})

test('evidence grows with tasks, and fades with rounds', () => {
  for (const policy of [wilson(), credibility({ halfTrust: 10 })]) {
    expect(scoreOf(policy, [1], 100)).toBeGreaterThan(scoreOf(policy, [1], 4))
  }
  const policy = credibility({ halfTrust: 10, halfLife: 1 })
  // Tasks 4 + 2, sum 0 + 2: 6/16 of a third.
  expect(scoreOf(policy, [1, 0])).toBeCloseTo((6 / 16) * (2 / 6), 12)
})

describe('rating', () => {
  test('is Glicko-2 as its author works it out, and as a second implementation has it', () => {
    const player = { rating: 1500, deviation: 200, volatility: 0.06 }
    const games: Game[] = [
      { opponent: { rating: 1400, deviation: 30 }, score: 1 },
      { opponent: { rating: 1550, deviation: 100 }, score: 0 },
      { opponent: { rating: 1700, deviation: 300 }, score: 0 },
    ]
    const after = ratePeriod(player, games, 0.5)
    expect(after.rating).toBeCloseTo(1464.06, 1)
    expect(after.deviation).toBeCloseTo(151.52, 1)
    expect(after.volatility).toBeCloseTo(0.059996, 6)

    const file = new URL('../../fixtures/scoreboard/glicko2.json', import.meta.url)
    const { periods } = JSON.parse(readFileSync(file, 'utf8')) as { readonly periods: readonly Period[] }
    for (const {
      player: [rated, deviation, volatility],
      games: played,
      after: expected,
    } of periods) {
      const own = ratePeriod(
        { rating: rated, deviation, volatility },
        played.map(([rival, off, score]) => ({ opponent: { rating: rival, deviation: off }, score })),
        0.5,
      )
      expect(own.rating).toBeCloseTo(expected[0], 6)
      expect(own.deviation).toBeCloseTo(expected[1], 6)
      expect(own.volatility).toBeCloseTo(expected[2], 8)
    }
  })
  type Triple = readonly [number, number, number]
  interface Period {
    readonly player: Triple
    readonly games: readonly Triple[]
    readonly after: Triple
  }

  test('ranks a field by its duels, whatever the scale of the scores, and is stable in a field that never changes', () => {
    const policy = rating()
    const skills = Array.from({ length: 16 }, (_, at) => (at + 1) / 16)
    let states = skills.map(() => policy.start())
    for (let round = 0; round < 300; round++) {
      const hardness = round % 2 === 0 ? 1 : 0.1
      const means = skills.map((skill) => skill * hardness)
      states = states.map((state, at) =>
        policy.fold(state, {
          ...{ mean: means[at]!, tasks: 4, answered: 4, results: [] },
          peers: states.flatMap((peer, other) =>
            other === at ? [] : [{ state: peer, mean: means[other]! }],
          ),
        }),
      )
    }
    const scores = states.map((state) => policy.score(state))
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(new Set(scores).size).toBe(16)
    expect(scores.at(-1)!).toBeGreaterThan(0.9)
    expect(scores[0]!).toBeLessThan(0.1)
  })

  test('does not depend on the order of the peers', () => {
    const policy = rating()
    const peers = [0.9, 0.1, 0.4].map((mean, at) => ({ state: policy.resume!(0.2 + at / 4), mean }))
    const round = { mean: 0.4, tasks: 1, answered: 1, results: [] }
    const [one, two] = [peers, peers.toReversed()].map((order) =>
      policy.score(policy.fold(policy.start(), { ...round, peers: order })),
    )
    expect(one).toBeCloseTo(two!, 12)
    expect(policy.fold(policy.start(), { ...round, peers: [] })).toEqual(policy.start())
  })
})

test.each<[string, () => unknown]>([
  ['ema', () => ema({ alpha: 0 })],
  ['windowedMean', () => windowedMean({ rounds: 129 })],
  ['wilson', () => wilson({ z: 0 })],
  ['credibility', () => credibility({ halfTrust: 0 })],
  ['rating', () => rating({ tau: 5 })],
  ['rating', () => rating({ ties: 1 } as never)],
])('%s refuses settings out of range', (_, make) => expect(make).toThrow(invalid))
