import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import { crowdsOf, type Trace } from './crowd.js'

const random = createRandom(new Uint8Array(32).fill(6))
const shapeAt = (place: number, spread = 1) => [-1.28, -0.52, 0, 0.52, 1.28].map((z) => place + z * spread)
/** Forecasts of one horizon at eight origins. */
const traceOf = (places: readonly number[], spread = 1): Trace =>
  new Map(places.map((place, origin) => [origin, [shapeAt(place, spread)]]))
const still = Array<number>(8).fill(0)
const noise = (deviation: number) => still.map(() => deviation * (random.next() - 0.5) * Math.sqrt(12))

test('equal miners are one crowd, whatever the scale; different ones are alone', () => {
  const apart = [0, 2, -2].map((place) => traceOf(still.map(() => place)))
  expect(crowdsOf([traceOf(still), traceOf(still), traceOf(still), ...apart.slice(1)])).toEqual([
    3, 3, 3, 1, 1,
  ])
  const thousandfold = [0, 0.4, 2].map((place) =>
    traceOf(
      still.map(() => 1_000 * place),
      1_000,
    ),
  )
  const single = [0, 0.4, 2].map((place) => traceOf(still.map(() => place)))
  expect(crowdsOf(thousandfold).map((one) => one.toFixed(9))).toEqual(
    crowdsOf(single).map((one) => one.toFixed(9)),
  )
  expect(crowdsOf([])).toEqual([])
})

test('noise leaves the crowd bit by bit, not at a threshold', () => {
  const crowdAt = (deviation: number) =>
    crowdsOf(Array.from({ length: 4 }, () => traceOf(noise(deviation))))[0]!
  const crowds = [0, 0.3, 0.6, 1].map(crowdAt)
  expect(crowds).toEqual(crowds.toSorted((one, other) => other - one))
  expect(crowds[0]).toBe(4)
  expect(crowdAt(0.3)).toBeGreaterThan(3)
  expect(crowdAt(1)).toBeLessThan(1.5)
})

test('a wide forecast does not crowd sharp ones, and one strange round does not free a twin', () => {
  expect(
    crowdsOf([traceOf(still, 10), traceOf(still), traceOf(still.map(() => 0.1)), traceOf(still)])[0],
  ).toBe(1)
  const strange = traceOf(still.with(3, 50))
  expect(crowdsOf([traceOf(still), strange])[0]).toBeCloseTo(2, 1)
})

test('miners with no round in common, or without a forecast, are not compared', () => {
  expect(crowdsOf([traceOf([0]), new Map([[9, [shapeAt(0)]]]), new Map()])).toEqual([1, 1, 1])
})

test('does not depend on the order of the miners, and equal values do not divide by zero', () => {
  const traces = Array.from({ length: 6 }, () => traceOf(noise(0.4)))
  const plain = crowdsOf(traces)
  for (const [at, crowd] of crowdsOf(traces.toReversed()).toReversed().entries()) {
    expect(crowd).toBeCloseTo(plain[at]!, 12)
  }
  expect(crowdsOf([traceOf(still, 0), traceOf(still, 0), traceOf([1, 1], 0)])).toEqual([2, 2, 1])
})
