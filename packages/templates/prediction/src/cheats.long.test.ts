import { expect, test, vi } from 'vitest'
import { holtWinters } from './holt-winters.js'
import { createMarketFeed } from './market.js'
import { ridgeAr } from './ridge-ar.js'
import { definePrediction } from './subnet.js'
import {
  choosy,
  constantly,
  copying,
  herding,
  lastValue,
  lazily,
  minerOf,
  peeking,
  withholding,
} from './testing/cheats.js'
import { playChanges, playSybils, splits } from './testing/measure/sybils.js'
import { playRounds } from './testing/play.js'

// `npm test` of a project runs these, too.
vi.setConfig({ testTimeout: 180_000 })

test('skill is paid, and no cheat is', async () => {
  const subnet = definePrediction({ feed: createMarketFeed({ seed: 'd' }), window: 8 })
  const { honest, copy } = copying(ridgeAr)
  const { shares, scores } = await playRounds({
    subnet,
    rounds: 8,
    miners: {
      honest,
      weaker: minerOf(holtWinters),
      copy,
      peek: peeking(),
      constant: minerOf(lastValue),
      extreme: minerOf(constantly((history, sample) => history.at(-1)! * (1 + (sample - 16) / 16))),
      withheld: withholding(ridgeAr),
      lazy: lazily(ridgeAr),
      absent: () => null,
    },
  })
  expect(shares.honest).toBeGreaterThan(shares.weaker!)
  expect(shares.honest).toBeGreaterThan(0.5)
  for (const cheat of ['copy', 'peek', 'constant', 'extreme', 'withheld', 'lazy', 'absent']) {
    expect([cheat, shares[cheat]! <= 0.01]).toEqual([cheat, true])
  }
  expect([scores.peek, scores.withheld, scores.absent]).toEqual([0, 0, 0])
})

test('a miner that reveals only what has come out well earns less than an honest one', async () => {
  const subnet = definePrediction({ feed: createMarketFeed({ seed: 'd' }), window: 8 })
  const play = async (own: ReturnType<typeof choosy>) =>
    (await playRounds({ subnet, rounds: 8, miners: { own, other: minerOf(ridgeAr) } })).scores.own!
  expect(await play(choosy(holtWinters))).toBeLessThan(await play(minerOf(holtWinters)))
})

test('four hotkeys with one forecast, or with noise on narrow samples, earn less together than one of them', async () => {
  const subnet = definePrediction({ feed: createMarketFeed({ seed: 'd' }), window: 8 })
  const same = herding(ridgeAr)
  const herd = { a: minerOf(same), b: minerOf(same), c: minerOf(same), d: minerOf(same) }
  const honest = minerOf(holtWinters)
  const together = await playRounds({ subnet, rounds: 5, miners: { honest, ...herd } })
  const alone = await playRounds({ subnet, rounds: 5, miners: { honest, a: minerOf(same) } })
  const weightOf = (scores: Readonly<Record<string, number>>) =>
    Object.keys(herd).reduce((sum, name) => sum + Math.max(0, (scores[name] ?? 0) - 0.5) ** 3, 0)
  expect(weightOf(together.scores)).toBeLessThan(weightOf(alone.scores) / 4)
  const noisy = await playSybils('a', { hotkeys: 4, noise: 0.3, width: 0.1 }, 8)
  expect(noisy.together).toBeLessThan(1)
  expect(noisy.crowd).toBeGreaterThan(2)
})

test('defect: two hotkeys with six values each in place of one forecast earn less together than one of them', async () => {
  const heaped = await playChanges('a', splits['six values each, two hotkeys']!, 8, 32)
  expect(heaped.together).toBeLessThan(1)
  expect(heaped.crowd).toBeGreaterThan(1.9)
})
