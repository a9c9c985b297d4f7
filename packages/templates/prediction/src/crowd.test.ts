import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import { type Crowd, crowdsOf, type Trace } from './crowd.js'

const random = createRandom(new Uint8Array(32).fill(6))
const shapeAt = (place: number, spread = 1) => [-1.28, -0.52, 0, 0.52, 1.28].map((z) => place + z * spread)
/** Forecasts of one horizon at eight origins, and losses of as wide an error. */
const traceOf = (places: readonly number[], spread = 1, error = spread): Trace =>
  new Map(
    places.map((place, origin) => [origin, { shape: [shapeAt(place, spread)], losses: [0.5642 * error] }]),
  )
const still = Array<number>(8).fill(0)
const noise = (deviation: number) => still.map(() => deviation * (random.next() - 0.5) * Math.sqrt(12))

const crowdOf = ({ crowd }: Crowd) => crowd

test('equal miners are a herd, which counts once to others; different ones are alone', () => {
  const at = (place: number) => traceOf(still.map(() => place))
  expect(crowdsOf([at(0), at(0), at(0), at(2), at(-2)])).toEqual([
    ...Array(3).fill({ herd: 3, crowd: 1 }),
    ...Array(2).fill({ herd: 1, crowd: 1 }),
  ])
  // Chained by one in between.
  expect(crowdsOf([at(0), at(0.04), at(0.02)]).map(({ herd }) => herd)).toEqual([3, 3, 3])
  expect(crowdsOf([at(0), at(0), at(0.2)])).toEqual([
    ...Array(2).fill({ herd: 2, crowd: 2 }),
    { herd: 1, crowd: 2 },
  ])
  expect(crowdsOf([])).toEqual([])
})

test('the scale of the series does not matter', () => {
  const scaled = (scale: number) =>
    crowdsOf(
      [0, 0.6, 2].map((place) =>
        traceOf(
          still.map(() => scale * place),
          scale,
        ),
      ),
    )
  for (const [at, { crowd }] of scaled(1_000).entries()) expect(crowd).toBeCloseTo(scaled(1)[at]!.crowd, 9)
})

test('noise leaves the crowd bit by bit, not at a threshold', () => {
  const crowdAt = (deviation: number) =>
    crowdsOf(Array.from({ length: 4 }, () => traceOf(noise(deviation))))[0]!.crowd
  const crowds = [0.2, 0.6, 0.8, 1].map(crowdAt)
  expect(crowds).toEqual(crowds.toSorted((one, other) => other - one))
  expect(crowds[0]).toBeGreaterThan(3)
  expect(crowds.at(-1)).toBeLessThan(2)
})

test('a wide forecast does not crowd sharp ones, and one strange round does not free a twin', () => {
  const wide = [traceOf(still, 10), traceOf(still), traceOf(still.map(() => 0.1)), traceOf(still)]
  expect(crowdsOf(wide)[0]).toEqual({ herd: 1, crowd: 1 })
  expect(crowdsOf([traceOf(still), traceOf(still.with(3, 50))])[0]!.crowd).toBeCloseTo(2, 1)
})

test('defect: narrow samples do not make small noise look like another model', () => {
  const narrow = Array.from({ length: 4 }, () => traceOf(noise(0.3), 0.1, 1))
  for (const { crowd } of crowdsOf(narrow)) expect(crowd).toBeGreaterThan(3.5)
})

test('defect: what others reveal does not change the distance of two miners', () => {
  const pair = [traceOf(still), traceOf(still.map(() => 0.4))]
  const [alone] = crowdsOf(pair)
  for (const spread of [0, 1e9]) {
    const junk = Array.from({ length: 5 }, (_, at) =>
      traceOf(
        still.map(() => 100 * (at + 1)),
        spread,
        1e3,
      ),
    )
    expect(crowdsOf([...pair, ...junk])[0]).toEqual(alone)
  }
})

test('defect: a loss near the largest number brings nobody near', () => {
  const alone = { herd: 1, crowd: 1 }
  const pair = [
    traceOf(still, 1, 1e3),
    traceOf(
      still.map(() => 1e306),
      1,
      1e307,
    ),
  ]
  expect(crowdsOf(pair)).toEqual([alone, alone])
})

test('miners with no round in common, or without a forecast, are not compared', () => {
  const none = [traceOf([0]), new Map([[9, { shape: [shapeAt(0)], losses: [1] }]]), new Map()]
  expect(crowdsOf(none).map(crowdOf)).toEqual([1, 1, 1])
})

test('does not depend on the order of the miners, and equal values do not divide by zero', () => {
  const traces = Array.from({ length: 6 }, () => traceOf(noise(0.4)))
  const plain = crowdsOf(traces)
  for (const [at, { crowd }] of crowdsOf(traces.toReversed()).toReversed().entries()) {
    expect(crowd).toBeCloseTo(plain[at]!.crowd, 12)
  }
  const flat = crowdsOf([traceOf(still, 0), traceOf(still, 0), traceOf([1, 1], 0)])
  expect(flat).toEqual([2, 2, 1].map((herd) => ({ herd, crowd: 1 })))
})
