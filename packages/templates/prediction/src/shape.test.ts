import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import { crowdsOf, type Trace } from './crowd.js'
import { shapeOf } from './shape.js'

const random = createRandom(new Uint8Array(32).fill(8))
const drawn = (count: number) => Array.from({ length: count }, () => 10 * random.next() - 5)

test('property: a shape rises, does not depend on the order, and moves and grows with the samples', () => {
  for (const count of [32, 33, 64, 95, 96]) {
    const samples = drawn(count)
    const shape = shapeOf(samples)
    expect(shape).toEqual(shape.toSorted((one, other) => one - other))
    expect(shapeOf(random.shuffle(samples))).toEqual(shape)
    for (const [at, value] of shapeOf(samples.map((one) => 3 * one + 7)).entries()) {
      expect(value).toBeCloseTo(3 * shape[at]! + 7, 9)
    }
  }
  for (const value of shapeOf(Array<number>(32).fill(4))) expect(value).toBeCloseTo(4, 12)
  const steps = Array.from({ length: 50 }, (_, at) => at)
  for (const [at, value] of shapeOf(steps).entries()) expect(value).toBeCloseTo(8.5 + 8 * at, 9)
})

test('property: one sample moves a shape by little, however far it goes', () => {
  for (let one = 0; one < 100; one++) {
    const samples = drawn(64)
    const shape = shapeOf(samples)
    const other = shapeOf(samples.with(random.int(0, 63), 1e6 * (random.next() - 0.5)))
    // All samples beyond it move up by one place: together by no more than the whole width.
    const distance = shape.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / 5
    expect(distance).toBeLessThan(10 / (0.8 * 64) + 1e-9)
  }
})

test('values near the largest number have a shape', () => {
  const huge = Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? -1 : 1) * 1e308)
  for (const value of shapeOf(huge)) expect(Number.isFinite(value)).toBe(true)
})

test('defect: a forecast of few values, under two hotkeys with one sample on another side, is one model', () => {
  const values = [-2.4, -1.2, -0.4, 0.4, 1.2, 2.4]
  const heaped = (counts: readonly number[]) =>
    counts.flatMap((count, at) => Array<number>(count).fill(values[at]!))
  // Quantiles of a tenth, three tenths and so on are the lower value for one of them, and the upper value for the other.
  const twins = [heaped([11, 19, 19, 19, 19, 9]), heaped([9, 19, 19, 19, 19, 11])]
  const traces = twins.map(
    (samples): Trace =>
      new Map(
        Array.from({ length: 8 }, (_, origin) => [origin, { shape: [shapeOf(samples)], losses: [0.58] }]),
      ),
  )
  for (const { herd, crowd } of crowdsOf(traces)) expect(herd * crowd).toBe(2)
})
