import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { onAbort, untilAborted } from './abort.js'
import type { Clock } from './clock.js'
import { limitTime, withDeadline } from './deadline.js'
import { createWakeup } from './wakeup.js'

const never = new Promise<never>(() => undefined)

it('defect: a deadline that fired late, after a pause of the process, came before what had arrived in time', async () => {
  let now = 0
  let fire = () => {}
  const clock: Clock = {
    ...createManualClock(),
    now: () => now,
    timeout(run) {
      fire = run
      return { cancel() {}, [Symbol.dispose]() {} }
    },
  }
  const order: string[] = []
  using late = limitTime(1_000, { clock })
  onAbort(late.signal, () => order.push('deadline'))
  now = 4_000
  fire()
  // Input that waits is read in the poll phase, before this runs.
  await new Promise<void>((resolve) => setImmediate(resolve))
  order.push('input')
  await new Promise<void>((resolve) => setImmediate(resolve))
  expect(order).toEqual(['input', 'deadline'])
  expect(late.isCauseOf(late.signal.reason)).toBe(true)

  now = 0
  using early = limitTime(1_000, { clock })
  now = 1_010
  fire()
  expect(early.signal.aborted).toBe(true)
})

describe('withDeadline', () => {
  const late = () => new Error('late')

  it('returns the result, the failure, or the error of being late', async () => {
    const clock = createManualClock()
    await expect(withDeadline(Promise.resolve(1), 1_000, late, { clock })).resolves.toBe(1)
    await expect(withDeadline(Promise.reject(new Error('own')), 1_000, late, { clock })).rejects.toThrow(
      'own',
    )
    await expect(clock.runUntil(withDeadline(never, 5, late, { clock }))).rejects.toThrow('late')
    expect([clock.now(), clock.pending]).toEqual([5, 0])
  })

  it('ends with the signal, and leaves no timer behind', async () => {
    const clock = createManualClock()
    const controller = new AbortController()
    const work = withDeadline(never, 5, late, { clock, signal: controller.signal })
    controller.abort(new Error('called off'))
    await expect(work).rejects.toThrow('called off')
    expect(clock.pending).toBe(0)
  })
})

describe('untilAborted', () => {
  it('settles as the work, or with the reason of the signal', async () => {
    const { signal } = new AbortController()
    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1)
    await expect(untilAborted(Promise.reject(new Error('own')), undefined)).rejects.toThrow('own')
    await expect(untilAborted(never, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
  })

  it('defect: a signal shared by a round of queries was left without a limit of listeners', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const controller = new AbortController()
    const waits = Array.from({ length: 300 }, () => untilAborted(never, controller.signal))
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    controller.abort(new Error('all'))
    const ends = await Promise.allSettled(waits)
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    expect(warning).not.toHaveBeenCalled()
    warning.mockRestore()
  })
})

describe('onAbort', () => {
  it('calls nobody who let go', () => {
    const controller = new AbortController()
    const calls: string[] = []
    const letGo = onAbort(controller.signal, () => calls.push('gone'))
    onAbort(controller.signal, (reason) => calls.push(String(reason)))
    letGo()
    controller.abort('why')
    onAbort(controller.signal, (reason) => calls.push(`again ${reason}`))
    expect(calls).toEqual(['why', 'again why'])
  })
})

describe('limitTime', () => {
  it('ends at its time and knows its own end', async () => {
    const clock = createManualClock()
    using limit = limitTime(100, { clock })
    await clock.advance(60)
    expect([limit.leftMs(), limit.signal.aborted]).toEqual([40, false])
    await clock.advance(60)
    expect([limit.leftMs(), limit.signal.aborted]).toEqual([0, true])
    expect(limit.isCauseOf(limit.signal.reason)).toBe(true)
  })

  it('stands still while it is paused, and goes on with what was left', async () => {
    const clock = createManualClock()
    {
      using limit = limitTime(100, { clock })
      await clock.advance(60)
      const resume = limit.pause()
      await clock.advance(1_000)
      expect(limit.signal.aborted).toBe(false)
      resume()
      expect(limit.leftMs()).toBe(40)
      await clock.advance(40)
      expect(limit.isCauseOf(limit.signal.reason)).toBe(true)
    }
    {
      using limit = limitTime(100, { clock })
      const resume = limit.pause()
      limit[Symbol.dispose]()
      resume()
    }
    expect(clock.pending).toBe(0)
  })

  it('ends with the outer signal, which is not its own end', async () => {
    const clock = createManualClock()
    const outer = new AbortController()
    {
      using limit = limitTime(100, { clock, signal: outer.signal })
      outer.abort(new Error('outer'))
      expect(limit.signal.reason).toBe(outer.signal.reason)
      expect(limit.isCauseOf(limit.signal.reason)).toBe(false)
    }
    expect(clock.pending).toBe(0)
  })
})

describe('createWakeup', () => {
  it('ends a wait by news, by time, or by the signal', async () => {
    const clock = createManualClock()
    const wakeup = createWakeup(1_000, clock)
    const controller = new AbortController()
    const woken = wakeup.wait()
    wakeup.wake()
    await woken
    expect(clock.now()).toBe(0)
    await clock.runUntil(wakeup.wait())
    expect(clock.now()).toBe(1_000)
    const aborted = wakeup.wait(controller.signal)
    controller.abort()
    await aborted
    await wakeup.wait(controller.signal)
    expect([clock.now(), clock.pending]).toEqual([1_000, 0])
  })

  it('keeps news that come while nobody waits, once', async () => {
    const clock = createManualClock()
    const wakeup = createWakeup(1_000, clock)
    wakeup.wake()
    await wakeup.wait()
    expect(clock.now()).toBe(0)
    await clock.runUntil(wakeup.wait())
    expect(clock.now()).toBe(1_000)
  })
})
