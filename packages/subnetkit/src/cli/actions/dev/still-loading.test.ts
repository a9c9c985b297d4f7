import { afterEach, expect, test, vi } from 'vitest'
import { sayWhileSlow } from './still-loading.js'

afterEach(() => {
  vi.useRealTimers()
})

test('defect: a reload that hung was silent until it timed out', async () => {
  vi.useFakeTimers()
  const say = vi.fn()
  expect(await sayWhileSlow({ say }, Promise.resolve(1))).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(say).not.toHaveBeenCalled()
  void sayWhileSlow({ say }, new Promise(() => {}))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(say.mock.calls).toEqual([[expect.objectContaining({ event: 'loading' })]])
})
