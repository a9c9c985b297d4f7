import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClockWatch } from './clock-watch.js'
import { describeOffset, diagnoseClock, offsetOfDate } from './diagnose-clock.js'

const samples = (...offsets: number[]) =>
  offsets.map((offsetMs, index) => ({ peer: `miner-${index}`, offsetMs }))

describe('diagnoseClock', () => {
  it.each([
    ['no peer', [], 'unknown'],
    ['one peer that is off', [3_600_000], 'unknown'],
    ['two peers that contradict each other', [3_600_000, -50_000], 'unknown'],
    ['half of the peers', [3_600_000, 3_600_000, 0, 0], 'unknown'],
    ['peers within a second', [400, -900, 1_000], 'agree'],
    ['two peers that agree', [3_600_000, 3_600_400], 'ours'],
    ['most peers', [0, -20_000, -20_300, -19_900], 'ours'],
    ['one of several', [0, 100, 3_600_000], 'theirs'],
    ['offsets that are no numbers', [Number.NaN, Number.POSITIVE_INFINITY], 'unknown'],
  ])('%s', (_, offsets, kind) => {
    expect(diagnoseClock(samples(...offsets)).kind).toBe(kind)
  })

  it('measures our offset: behind when the peers are ahead', () => {
    const ahead = diagnoseClock(samples(3_600_000, 3_600_400, 3_599_800))
    expect(ahead).toMatchObject({ kind: 'ours', offsetMs: -3_600_000 })
    expect(ahead.text).toContain('our clock is 3600.0 s behind')
    expect(diagnoseClock(samples(-12_500, -12_500)).text).toContain('our clock is 12.5 s ahead of')
  })

  it('names the peers whose clocks are off', () => {
    const diagnosis = diagnoseClock(samples(0, 0, 0, -90_000))
    expect(diagnosis).toMatchObject({ kind: 'theirs', peers: [{ peer: 'miner-3', offsetMs: -90_000 }] })
    expect(diagnosis.text).toContain('the clock of miner-3 is 90.0 s behind ours')
  })

  it('never blames our clock for less than a majority, nor for one peer that repeats itself', () => {
    const offset = fc.integer({ min: -1e7, max: 1e7 })
    fc.assert(
      fc.property(fc.array(offset, { minLength: 1, maxLength: 20 }), fc.nat(20), (liars, more) => {
        const honest = Array<number>(liars.length + more).fill(0)
        expect(diagnoseClock(samples(...liars, ...honest)).kind).not.toBe('ours')
      }),
    )
    expect(diagnoseClock(Array(9).fill({ peer: 'one', offsetMs: 5_000 })).kind).toBe('unknown')
  })
})

it('offsetOfDate takes the middle of the round trip and of the second', () => {
  const trip = { sentAtMs: 1_800_000_000_000, receivedAtMs: 1_800_000_000_200 }
  const date = new Date(1_800_003_600_000).toUTCString()
  expect(offsetOfDate(date, trip)).toBe(3_600_400)
  expect(offsetOfDate('yesterday', trip)).toBeNull()
  expect(offsetOfDate(undefined, trip)).toBeNull()
})

it('describeOffset says the direction', () => {
  expect([describeOffset(1_234), describeOffset(-60_000)]).toEqual(['1.2 s ahead of', '60.0 s behind'])
})

it('a watch keeps the latest of its peers, for five minutes', () => {
  let time = 0
  const watch = createClockWatch({ limit: 2, now: () => time })
  watch.note('a', 9_000)
  watch.note('b', 0)
  watch.note('c', 0)
  expect(watch.diagnose().kind).toBe('agree')
  watch.note('b', -7_000)
  watch.note('c', -7_000)
  expect(watch.diagnose()).toMatchObject({ kind: 'ours', offsetMs: 7_000 })
  time = 300_001
  expect(watch.diagnose().kind).toBe('unknown')
})
