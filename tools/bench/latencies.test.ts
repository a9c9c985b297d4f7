import { expect, it } from 'vitest'
import { latenciesOf } from './latencies.js'

it('takes percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(latenciesOf(hundred)).toEqual({ p50: 50, p99: 99, worst: 100 })
  expect(latenciesOf([7])).toEqual({ p50: 7, p99: 7, worst: 7 })
  expect(() => latenciesOf([])).toThrow()
})
