import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { systemClock } from './clock.js'

describe('manual clock', () => {
  it('runs timers in the order in which they are due, with those that they start', async () => {
    const clock = createManualClock()
    const log: [string, number][] = []
    const note = (name: string) => log.push([name, clock.now()])
    const work = async () => {
      await clock.sleep(10)
      note('first')
      await clock.sleep(10)
      note('second')
    }
    void work()
    const beat = clock.interval(() => note('beat'), 8)
    clock.timeout(() => note('never'), 15).cancel()
    await clock.advance(21)
    beat.cancel()
    expect(log).toEqual([
      ['beat', 8],
      ['first', 10],
      ['beat', 16],
      ['second', 20],
    ])
    expect([clock.now(), clock.pending]).toEqual([21, 0])
  })

  it('keeps the wall clock apart from the monotonic one', async () => {
    const clock = createManualClock({ now: 5, date: 1_000 })
    await clock.advance(10)
    expect([clock.now(), clock.date()]).toEqual([15, 1_010])
    clock.setDate(200)
    await clock.advance(1)
    expect([clock.now(), clock.date()]).toEqual([16, 201])
  })

  it('runs until work settles, and not for ever', async () => {
    const clock = createManualClock()
    await expect(clock.runUntil(clock.sleep(90_000).then(() => 'done'))).resolves.toBe('done')
    expect(clock.now()).toBe(90_000)
    await expect(clock.runUntil(Promise.reject(new Error('own')))).rejects.toThrow('own')
    await expect(clock.runUntil(clock.sleep(2_000), { limitMs: 1_000 })).rejects.toThrow('not settled')
  })
})

describe.each([
  ['system', systemClock],
  ['manual', createManualClock()],
])('%s clock', (_, clock) => {
  it('ends a sleep with the reason of the signal', async () => {
    const controller = new AbortController()
    const asleep = clock.sleep(60_000, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(asleep).rejects.toThrow('enough')
    await expect(clock.sleep(1, { signal: controller.signal })).rejects.toThrow('enough')
  })
})

it('system clock: sleeps, and times', async () => {
  const before = systemClock.now()
  await systemClock.sleep(2, { ref: true })
  expect(systemClock.now()).toBeGreaterThan(before)
  expect(Math.abs(systemClock.date() - Date.now())).toBeLessThan(1_000)
  const runs = await new Promise((resolve) => {
    let count = 0
    const timer = systemClock.interval(() => ++count === 2 && resolve(count), 1)
    systemClock.timeout(() => timer.cancel(), 60_000, { ref: false })
  })
  expect(runs).toBe(2)
})
