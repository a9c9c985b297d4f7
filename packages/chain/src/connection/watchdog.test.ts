import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { Watchdog } from './watchdog.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A watchdog before a node whose answers can be set, and what it did. */
function watched(stallMs = 60_000) {
  const happened: string[] = []
  let best = 0
  const node = { best: 0, answers: true }
  const watchdog = new Watchdog({
    stallMs,
    async probe(): Promise<BlockRef> {
      happened.push('asked')
      if (!node.answers) throw chainError('CHAIN_TIMEOUT', { operation: 'x', deadlineMs: 1 })
      return { number: node.best, hash: `0x${node.best}` }
    },
    offer({ number }) {
      if (number <= best) return false
      best = number
      watchdog.alive()
      return true
    },
    onSilent: () => happened.push('silent'),
    onDeaf: () => happened.push('deaf'),
    onStalled: () => happened.push('stalled'),
  })
  /** The node makes blocks and announces them. */
  const announce = async (blocks: number, everyMs: number) => {
    for (let count = 0; count < blocks; count += 1) {
      await vi.advanceTimersByTimeAsync(everyMs)
      node.best += 1
      best = node.best
      watchdog.heard()
      watchdog.alive()
    }
  }
  watchdog.start()
  return { watchdog, node, happened, announce }
}

test('a node is asked after five of its usual pauses, and counts as stalled after the time for that', async () => {
  const { happened, announce } = watched()
  await announce(20, 2_000)
  await vi.advanceTimersByTimeAsync(9_000)
  expect(happened).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(happened).toEqual(['asked'])
  await vi.advanceTimersByTimeAsync(50_000)
  expect(happened.at(-1)).toBe('stalled')
})

test('before the usual pause is known, the whole time passes', async () => {
  const { happened, announce } = watched()
  await announce(3, 100)
  await vi.advanceTimersByTimeAsync(59_000)
  expect(happened).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(happened).toEqual(['asked', 'stalled'])
})

test('slow blocks are no reason to ask', async () => {
  const { happened, announce } = watched()
  await announce(20, 12_000)
  await vi.advanceTimersByTimeAsync(40_000)
  expect(happened).toEqual([])
})

test('no answer is silence; blocks that were never announced are deafness, unless they were on their way', async () => {
  const silent = watched(1_000)
  silent.node.answers = false
  await vi.advanceTimersByTimeAsync(1_001)
  expect(silent.happened).toEqual(['asked', 'silent'])
  silent.watchdog.stop()

  const deaf = watched(1_000)
  deaf.node.best = 5
  await vi.advanceTimersByTimeAsync(1_001)
  expect(deaf.happened).toEqual(['asked'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(deaf.happened).toContain('deaf')
  deaf.watchdog.stop()

  const late = watched(1_500)
  late.node.best = 5
  await vi.advanceTimersByTimeAsync(1_501)
  late.watchdog.heard()
  await vi.advanceTimersByTimeAsync(1_200)
  expect(late.happened).toEqual(['asked'])
})
