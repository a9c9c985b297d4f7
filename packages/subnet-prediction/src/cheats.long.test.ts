import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import type { Forecaster } from './forecaster.js'
import { holtWinters } from './holt-winters.js'
import { createMarketFeed } from './market.js'
import { createForecastMiner, type ForecastCall } from './miner.js'
import type { Forecast } from './protocol.js'
import { ridgeAr } from './ridge-ar.js'
import { definePrediction } from './subnet.js'
import { type PlayedMiner, playRounds } from './testing/play.js'

const minerOf = (forecaster: Forecaster): PlayedMiner =>
  createForecastMiner({ forecaster, samples: 32 }).forecast
const constantly =
  (value: (history: readonly number[], sample: number) => number): Forecaster =>
  ({ history, horizons }) =>
    horizons.map(() => Array.from({ length: 32 }, (_, sample) => value(history, sample)))

/** The honest miner, and what it has revealed last, by series. */
function overheard() {
  const revealed = new Map<string, Forecast>()
  const { forecast } = createForecastMiner({ forecaster: ridgeAr, samples: 32 })
  const honest = async (call: ForecastCall) => {
    const answer = await forecast(call)
    if (answer.revealed) revealed.set(call.input.series, answer.revealed.forecast)
    return answer
  }
  return { honest, revealed }
}

/** Commits to a guess, and reveals what has come true. */
function peeking(): PlayedMiner {
  const miner = createForecastMiner({ forecaster: constantly((history) => history.at(-1)!), samples: 32 })
  return async (call) => {
    const answer = await miner.forecast(call)
    const value = call.input.history.at(-1)!
    return answer.revealed
      ? {
          ...answer,
          revealed: {
            ...answer.revealed,
            forecast: answer.revealed.forecast.map((one) => one.map(() => value)),
          },
        }
      : answer
  }
}

/** Copies the newest forecast that it has seen. */
function copying(seen: ReadonlyMap<string, Forecast>): PlayedMiner {
  const { forecast } = createForecastMiner({
    forecaster: (past) =>
      seen.get((past as ForecastCall['input']).series) ??
      constantly((history) => history.at(-1)!)(past, null as never),
    samples: 32,
  })
  return forecast
}

test('skill is paid, and no cheat is', async () => {
  const subnet = definePrediction({ feed: createMarketFeed({ seed: 'd' }), window: 8 })
  const { honest, revealed } = overheard()
  const same: Forecaster = (past, options) =>
    ridgeAr(past, { ...options, random: createRandom(new Uint8Array(32).fill(past.horizons.length)) })
  const withheld = createForecastMiner({ forecaster: ridgeAr, samples: 32 })
  const { shares, scores } = await playRounds({
    subnet,
    rounds: 8,
    miners: {
      honest,
      weaker: minerOf(holtWinters),
      copy: copying(revealed),
      peek: peeking(),
      constant: minerOf(constantly((history) => history.at(-1)!)),
      extreme: minerOf(constantly((history, sample) => history.at(-1)! * (1 + (sample - 16) / 16))),
      withheld: async (call) => ({ ...(await withheld.forecast(call)), revealed: null }),
      absent: () => null,
    },
  })
  expect(shares.honest).toBeGreaterThan(shares.weaker!)
  expect(shares.honest).toBeGreaterThan(0.5)
  for (const cheat of ['copy', 'peek', 'constant', 'extreme', 'withheld', 'absent']) {
    expect([cheat, shares[cheat]! <= 0.01]).toEqual([cheat, true])
  }
  expect([scores.peek, scores.withheld, scores.absent]).toEqual([0, 0, 0])

  // Four hotkeys with the same forecast earn at most what one of them would.
  const herd = { a: minerOf(same), b: minerOf(same), c: minerOf(same), d: minerOf(same) }
  const together = await playRounds({ subnet, rounds: 5, miners: { honest: minerOf(ridgeAr), ...herd } })
  const alone = await playRounds({
    subnet,
    rounds: 5,
    miners: { honest: minerOf(ridgeAr), a: minerOf(same) },
  })
  const earned = Object.keys(herd).reduce((sum, name) => sum + together.shares[name]!, 0)
  expect(earned).toBeLessThan(alone.shares.a!)
})
