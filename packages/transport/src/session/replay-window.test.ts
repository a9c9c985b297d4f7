import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createReplayWindow, replayWindowSize } from './replay-window.js'

it('accepts each counter once, and none that is behind the window', () => {
  const counters = fc.array(fc.integer({ min: 1, max: 4 * replayWindowSize }), { maxLength: 200 })
  fc.assert(
    fc.property(counters, (given) => {
      const window = createReplayWindow()
      const used = new Set<number>()
      let highest = 0
      for (const counter of given) {
        const expected = !used.has(counter) && counter > highest - replayWindowSize
        expect(window.accept(counter)).toBe(expected)
        if (!expected) continue
        used.add(counter)
        highest = Math.max(highest, counter)
      }
    }),
  )
})

it('survives a jump to the largest counter', () => {
  const window = createReplayWindow()
  const largest = Number.MAX_SAFE_INTEGER
  expect([
    window.accept(largest),
    window.accept(largest),
    window.accept(largest - 1),
    window.accept(1),
  ]).toEqual([true, false, true, false])
})
