import { expect, test } from 'vitest'
import type { Beacon } from './beacon.js'
import type { Forecaster } from './forecaster.js'
import { createLocalBeacon } from './local-beacon.js'
import { createMarketFeed } from './market.js'
import { createForecastMiner } from './miner.js'
import type { Observation } from './observation.js'
import { sealForecast } from './sealed.js'
import { definePrediction } from './subnet.js'
import { type PlayedMiner, playRounds } from './testing/play.js'

const beacon = createLocalBeacon('test')
const feed = createMarketFeed({ seed: 'd', series: ['amber'] })
const walk: Forecaster = ({ history, horizons }, { samples, random }) => {
  const steps = history.slice(1).map((value, at) => value - history[at]!)
  return horizons.map((horizon) =>
    Array.from({ length: samples }, () => history.at(-1)! + Math.sqrt(horizon) * random.pick(steps)),
  )
}
const minerOf = (beacons: readonly string[]) =>
  createForecastMiner({ forecaster: walk, samples: 32, beacons }).forecast
const sealing = minerOf([beacon.publicKey])

/** Sends what this makes of the sealed forecast of an honest miner, and reveals it to nobody. */
const sending = (change: (sealed: string, origin: number, hotkey: string) => string): PlayedMiner => {
  const forecast = minerOf(['any'])
  return async (call) => {
    const { commitment } = await forecast(call)
    if (typeof commitment === 'string') throw new Error('it was not sealed')
    const { origin, hotkey } = call.input
    return { commitment: { sealed: change(commitment.sealed, origin, hotkey) }, revealed: null }
  }
}

const play = (
  miners: Readonly<Record<string, PlayedMiner>>,
  more: { required?: boolean; beacon?: Beacon } = {},
) =>
  playRounds({
    subnet: definePrediction({ feed, window: 4, timelock: { beacon, ...more } }),
    miners,
    rounds: 3,
  })

/** Outcomes of the answers of a round. */
const outcomesOf = ({ rounds }: Awaited<ReturnType<typeof play>>, back = 0) =>
  Object.fromEntries(
    rounds[back]!.answers.map(({ hotkey, outcome, score, reason, parts }) => {
      const [compared] = parts?.compared ?? []
      const detail = compared?.detail as { outcome: string } | undefined
      return [hotkey, { outcome: detail?.outcome ?? outcome, score, reason }]
    }),
  )

test('sealed forecasts are opened by the pulse, without their miner; what does not open counts as not revealed', async () => {
  const seen = new Map<string, string>()
  const played = await play({
    sealing: async (call) => {
      const answer = await sealing(call)
      if (typeof answer.commitment !== 'string') seen.set('sealing', answer.commitment.sealed)
      return answer
    },
    hashing: minerOf([]),
    copy: sending((sealed) => seen.get('sealing') ?? sealed),
    garbage: sending(() => Buffer.alloc(900, 5).toString('base64')),
    late: sending((_, origin, hotkey) =>
      sealForecast(
        { hotkey, series: 'amber', origin, forecast: [1, 3, 6, 12].map(() => Array<number>(32).fill(100)) },
        { round: 9_999, publicKey: beacon.publicKey },
      ),
    ),
  })
  const { sealing: honest, hashing, ...others } = outcomesOf(played)
  expect(honest).toMatchObject({ outcome: 'revealed', score: expect.closeTo(0.45, 0) })
  expect(hashing).toMatchObject({ outcome: 'revealed' })
  for (const name of ['copy', 'garbage', 'late']) {
    expect([name, others[name]]).toEqual([name, { outcome: 'not revealed', score: 0, reason: null }])
  }
  // Nobody has anything to open in the first round.
  expect(outcomesOf(played, 2).garbage?.reason).toContain('NOT_YET')
})

test('a subnet may take sealed forecasts only, and asks for no reveal then', async () => {
  const asked: (number | null)[] = []
  const played = await play(
    {
      sealing: (call) => {
        asked.push(call.input.reveal)
        return sealing(call)
      },
      hashing: minerOf([]),
    },
    { required: true },
  )
  expect(asked).toEqual([null, null, null])
  expect(outcomesOf(played)).toMatchObject({
    sealing: { outcome: 'revealed' },
    hashing: { outcome: 'not revealed', score: 0 },
  })
})

test('without its pulse a forecast waits for a later round, and no miner is charged', async () => {
  let missing = true
  const flaky: Beacon = {
    ...beacon,
    signatureOf: (round, signal) =>
      missing ? Promise.reject(new Error('all relays are down')) : beacon.signatureOf(round, signal),
  }
  let rounds = 0
  const played = await play(
    {
      sealing: (call) => {
        rounds += 1
        missing = rounds < 3
        return sealing(call)
      },
      hashing: minerOf([]),
    },
    { beacon: flaky },
  )
  const waiting = outcomesOf(played, 1)
  for (const name of ['sealing', 'hashing']) {
    expect(waiting[name]).toMatchObject({
      outcome: 'ours',
      reason: expect.stringMatching(/^NOT_YET: .*all relays are down/),
    })
  }
  expect(played.scores).toEqual({ sealing: 0, hashing: 0 })
})

test('the newest forecast is revealed once its pulse is there, and older ones are dropped', async () => {
  let missing = true
  const flaky: Beacon = {
    ...beacon,
    signatureOf: (round, signal) =>
      missing ? Promise.reject(new Error('down')) : beacon.signatureOf(round, signal),
  }
  const { tasks } = definePrediction({ feed, timelock: { beacon: flaky } })
  const observe = async (round: number, previous: { round: number; observed: unknown } | null) => {
    const { signal } = new AbortController()
    const observed = (await tasks.observe!({
      round,
      blockHash: '0x',
      miners: [],
      previous,
      signal,
    })) as Observation
    return { round, observed }
  }
  const first = await observe(5_000, null)
  expect(first.observed.open).toEqual([{ origin: 5_000, step: 5_000, lock: 5_013 }])
  const second = await observe(5_020, first)
  expect(second.observed).toMatchObject({ reveal: null, waiting: 'pulse 5013 is missing: down' })
  missing = false
  const third = await observe(5_040, second)
  expect(third.observed).toMatchObject({ reveal: { origin: 5_020, lock: 5_033 }, waiting: null })
  expect(third.observed.open.map(({ origin }) => origin)).toEqual([5_040])
  // A validator that has no timelock any more lets sealed forecasts go, and hashes count.
  const { tasks: plain } = definePrediction({ feed })
  const context = {
    round: 5_060,
    blockHash: '0x',
    miners: [],
    previous: third,
    signal: new AbortController().signal,
  }
  expect(await plain.observe!(context)).toMatchObject({
    reveal: null,
    waiting: expect.stringContaining('no beacon'),
  })
})

test('a miner seals only to beacons that it trusts', async () => {
  const question = {
    ...{ hotkey: '5M', series: 'x', origin: 1, step: 9, history: [1, 2, 3], seasons: [], horizons: [1] },
    ...{ lock: { round: 22, publicKey: beacon.publicKey }, reveal: null },
  }
  const ask = async (beacons?: readonly string[]) => {
    const miner = createForecastMiner({ forecaster: walk, samples: 32, beacons })
    return (await miner.forecast({ input: question, caller: { hotkey: '5V' } })).commitment
  }
  expect(typeof (await ask())).toBe('string')
  expect(typeof (await ask([beacon.publicKey]))).toBe('object')
})
