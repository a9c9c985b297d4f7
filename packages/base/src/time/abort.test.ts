import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from './abort.js'

test('defect: a signal of AbortSignal.any that somebody had listened to was kept for ever', () => {
  const signal = AbortSignal.any([new AbortController().signal])
  const stops = [onAbort(signal, () => {}), onAbort(signal, () => {})]
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  for (const stop of stops) stop()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  const reasons: unknown[] = []
  const controller = new AbortController()
  onAbort(controller.signal, () => {})()
  onAbort(controller.signal, (reason) => reasons.push(reason))
  controller.abort('late')
  expect(reasons).toEqual(['late'])
})
