import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sayWhileSlow } from './still-loading.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lines that a reload without an end has shown after this time. */
async function linesAfter(ms: number): Promise<readonly string[]> {
  const say = vi.fn()
  void sayWhileSlow({ say }, new Promise(() => {}))
  await vi.advanceTimersByTimeAsync(ms)
  return say.mock.calls.map(([{ event, text }]) => `${event}: ${text}`)
}

test('defect: a reload that hung was silent until it timed out', async () => {
  const say = vi.fn()
  expect(await sayWhileSlow({ say }, Promise.resolve(1))).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(say).not.toHaveBeenCalled()
  expect(await linesAfter(60_000)).toHaveLength(2)
})

test('defect: a reload on a busy machine was reported as if the module hung', async () => {
  const [line, ...more] = await linesAfter(29_000)
  expect(line).toMatch(/^loading: still loading/)
  expect(line).not.toContain('promise')
  expect(more).toEqual([])
  expect((await linesAfter(31_000)).at(-1)).toContain('promise')
})
