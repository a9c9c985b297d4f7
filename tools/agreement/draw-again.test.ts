import { ema } from 'subnetkit'
import { expect, test } from 'vitest'
import { drawAgain, type SavedScore } from './draw-again.js'

/** Scores of three miners in two rounds, each a third better than the one before, or up and down by luck. */
const saved = (luck: number): SavedScore[] =>
  ['a', 'b', 'c'].flatMap((hotkey, miner) =>
    [1, 2].flatMap((round) =>
      ['one', 'other'].map((family, at) => ({
        ...{ subnet: 'text', seed: 1, validator: 'v', round, hotkey, family },
        score: (1 - luck) * (miner / 3) + luck * ((at + round) % 2),
      })),
    ),
  )

test('plays agree as far as the scores are no luck, and are the same each time', () => {
  const options = { scoreboard: ema({ alpha: 0.1 }), plays: 40, length: 10 }
  expect(drawAgain(saved(0), options)).toEqual({ rounds: 2, mean: 1, low: 1, least: 1 })
  const lucky = drawAgain(saved(0.6), options)
  expect(lucky.least).toBeLessThanOrEqual(lucky.low)
  expect(lucky.low).toBeLessThan(lucky.mean)
  expect(lucky.mean).toBeLessThan(1)
  expect(drawAgain(saved(0.6), options)).toEqual(lucky)
  expect(drawAgain(saved(0.6), { ...options, length: 60 }).mean).toBeGreaterThan(lucky.mean)
})
