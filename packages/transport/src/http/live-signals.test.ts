import { expect, it } from 'vitest'
import { createLiveSignals } from './live-signals.js'

it('aborts the signal of work in progress, whether it was asked for before or after', () => {
  const live = createLiveSignals()
  const [early, late] = [live.open(), live.open()]
  const { signal } = early
  const reason = new Error('all')
  live.abortAll(reason)
  expect([signal.reason, late.signal.reason]).toEqual([reason, reason])
  expect(early.signal).toBe(signal)
})

it('ends work once, with the first reason, and releases it', () => {
  const live = createLiveSignals()
  const [ended, aborted, unasked] = [live.open(), live.open(), live.open()]
  const first = new Error('first')
  const { signal } = ended
  expect(signal.aborted).toBe(false)
  aborted.abort(first)
  for (const work of [ended, aborted, unasked]) work.end('over')
  live.abortAll(new Error('all'))
  expect([signal.reason, unasked.signal.reason]).toEqual([new Error('over'), new Error('over')])
  expect(aborted.signal.reason).toBe(first)
})
