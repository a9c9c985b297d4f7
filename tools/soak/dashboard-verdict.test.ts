import { expect, it } from 'vitest'
import { renderVerdict, verdictOf } from './dashboard-verdict.js'

/** Samples of every ten seconds, with a heap that grows by so much a day and is noisy by so much. */
const samples = (minutes: number, growth: number, noise: number, busy = 0.1) =>
  Array.from({ length: minutes * 6 }, (_, at) => ({
    minute: at / 6,
    // The first minute fills caches.
    heapMb: 3 + Math.min(at, 6) / 10 + (growth * at) / 6 / 1_440 + noise * Math.sin(at * 12.9898),
    ...{ busy, nodes: 1_000 },
  }))

it('passes a heap that stays, and fails one that grows', () => {
  expect(verdictOf(samples(5, 0, 0.001)).kind).toBe('passed')
  const grown = verdictOf(samples(5, 200, 0.001))
  expect(grown.kind).toBe('failed')
  expect(grown.slope).toBeCloseTo(200, -1)
  expect(renderVerdict(grown)).toMatch(/failed$/)
})

it('fails a page that keeps its thread busy, whatever its heap', () => {
  expect(verdictOf(samples(5, 0, 0.001, 0.3)).kind).toBe('failed')
})

it('defect: a few noisy minutes were given a verdict by the slope of a day', () => {
  const noisy = verdictOf(samples(3, 0, 0.2))
  expect(noisy.kind).toBe('undecided')
  expect(noisy.low).toBeLessThan(0)
  expect(noisy.high).toBeGreaterThan(10)
  expect(verdictOf(samples(60, 0, 0.2)).kind).toBe('passed')
})
