import { expect, test } from 'vitest'
import type { ScoreEntry } from '../../scoreboard/scoreboard.js'
import type { ScoreChange } from '../../store/score-changes.js'
import { createRandom } from '../../tasks/random.js'
import { samplingNoise } from './sampling-noise.js'

const alpha = 0.2

/** Scores of miners that solve a share of `tasks` right-or-wrong tasks a round, under a moving average. */
function play(seed: number, tasks: number, rounds = 120) {
  const random = createRandom(Uint8Array.of(seed, tasks))
  const changes: ScoreChange[] = []
  const scores = Array.from({ length: 24 }, (_, at) => {
    const strength = 0.3 + 0.6 * (at / 24)
    let score = strength
    for (let round = 0; round < rounds; round += 1) {
      const mean =
        Array.from({ length: tasks }, () => (random.chance(strength) ? 1 : 0) as number).reduce(
          (sum, one) => sum + one,
          0,
        ) / tasks
      const after = score + alpha * (mean - score)
      changes.push({
        ...{ round, hotkey: `m${at}`, registeredAt: 1, mean, before: score, after, tasks, answered: tasks },
        ...{ stateBefore: null, stateAfter: null, scoreboard: null, organic: null },
      })
      score = after
    }
    return { hotkey: `m${at}`, registeredAt: 1, score } as ScoreEntry
  })
  return { changes, scores }
}

const weightsOf = (scores: readonly ScoreEntry[], exponent: number) => {
  const raw = scores.map(({ score }) => score ** exponent)
  const sum = raw.reduce((total, one) => total + one, 0)
  return new Map(scores.map(({ hotkey }, at) => [hotkey, raw[at]! / sum]))
}

test.each([
  [4, 1],
  [16, 1],
  [16, 2],
])('the estimate is near the loss that %s tasks and an exponent of %s cause', (tasks, exponent) => {
  const truth = weightsOf(
    Array.from({ length: 24 }, (_, at) => ({ hotkey: `m${at}`, score: 0.3 + 0.6 * (at / 24) }) as ScoreEntry),
    exponent,
  )
  let [lost, estimated] = [0, 0]
  for (let seed = 0; seed < 10; seed += 1) {
    const { changes, scores } = play(seed, tasks, 40)
    const weights = weightsOf(scores, exponent)
    for (const [hotkey, weight] of weights) lost += Math.max(0, weight - truth.get(hotkey)!) / 10
    const noise = samplingNoise(changes, scores, weights)!
    expect(noise).toMatchObject({ rounds: 40, miners: 24, tasks, gain: expect.closeTo(alpha, 6) })
    estimated += noise.loss / 10
  }
  expect(estimated / lost).toBeGreaterThan(0.75)
  expect(estimated / lost).toBeLessThan(1.33)
})

test('a steady trend is no noise, and too few rounds tell nothing', () => {
  const changes = Array.from(
    { length: 20 },
    (_, round): ScoreChange => ({
      ...{
        round,
        hotkey: 'a',
        registeredAt: 1,
        mean: 0.4 + 0.01 * round,
        before: 0.4,
        after: 0.41,
        tasks: 1,
        answered: 1,
      },
      ...{ stateBefore: null, stateAfter: null, scoreboard: null, organic: null },
    }),
  )
  const scores = [{ hotkey: 'a', registeredAt: 1, score: 0.5 } as ScoreEntry]
  expect(samplingNoise(changes, scores, new Map([['a', 1]]))!.relative).toBeLessThan(0.02)
  expect(samplingNoise(changes.slice(0, 3), scores, new Map([['a', 1]]))).toBeNull()
})
