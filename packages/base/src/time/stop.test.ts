import { expect, it } from 'vitest'
import { onAbort, stopWith } from './abort.js'
import { limitTime } from './deadline.js'
import { createStop, signalOf } from './stop.js'

it('calls those that listen once, with the first reason, and throws it', () => {
  const stop = createStop()
  const reasons: unknown[] = []
  onAbort(stop, (reason) => reasons.push(reason))
  onAbort(stop, (reason) => reasons.push(reason))()
  stop.throwIfAborted()
  stop.abort('first')
  stop.abort('second')
  onAbort(stop, (reason) => reasons.push(reason))
  expect(reasons).toEqual(['first', 'first'])
  expect([stop.aborted, stop.reason]).toEqual([true, 'first'])
  expect(() => stop.throwIfAborted()).toThrow('first')
})

it('has one signal, whether it is asked for before or after the abort', () => {
  const [early, late] = [createStop(), createStop()]
  const { signal } = early
  early.abort('early')
  late.abort('late')
  expect(early.signal).toBe(signal)
  expect([signal.reason, late.signal.reason, signalOf(late).aborted]).toEqual(['early', 'late', true])
})

it('ends with any outer one until it is disposed', () => {
  const [outer, controller] = [createStop(), new AbortController()]
  const stop = stopWith(outer, undefined, controller.signal)
  controller.abort('left')
  expect(stop.reason).toBe('left')
  const disposed = stopWith(outer)
  disposed[Symbol.dispose]()
  outer.abort('late')
  expect(disposed.aborted).toBe(false)
})

it('defect: a time limit stayed until old memory was collected, with all that it referred to', () => {
  // An own getter gives an object a shape of its own, which lives in old memory and holds its closure.
  using limit = limitTime(1_000)
  const own = Object.values(Object.getOwnPropertyDescriptors(limit))
  expect(own.filter(({ get }) => get !== undefined)).toEqual([])
  expect(limit.signal).toBe(limit.stop.signal)
})
