import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { Watchdog } from './watchdog.js'

/** Time that an announcement may take to arrive, ms. */
const graceMs = 3_000

/** A watchdog before a node whose answers can be set, and what it did. */
function watched(stallMs = 60_000) {
  const clock = createManualClock()
  const happened: string[] = []
  let best = 0
  const node = { best: 0, answers: true }
  const watchdog = new Watchdog({
    clock,
    stallMs,
    graceMs,
    async probe(): Promise<BlockRef> {
      happened.push('asked')
      if (!node.answers) throw chainError('CHAIN_TIMEOUT', { operation: 'x', deadlineMs: 1 })
      return { number: node.best, hash: `0x${node.best}` }
    },
    push({ number }) {
      if (number <= best) return false
      best = number
      watchdog.blockArrived()
      return true
    },
    onTimeout: () => happened.push('timeout'),
    onUnannounced: () => happened.push('unannounced'),
    onStalled: () => happened.push('stalled'),
  })
  /** The node makes blocks and announces them. */
  const announce = async (blocks: number, everyMs: number) => {
    for (let count = 0; count < blocks; count += 1) {
      await clock.advance(everyMs)
      node.best += 1
      best = node.best
      watchdog.announced()
      watchdog.blockArrived()
    }
  }
  watchdog.start()
  return { clock, watchdog, node, happened, announce }
}

test('a node is asked after five of its usual pauses, and counts as stalled after the time for that', async () => {
  const { clock, happened, announce } = watched()
  await announce(20, 2_000)
  await clock.advance(9_000)
  expect(happened).toEqual([])
  await clock.advance(2_000)
  expect(happened).toEqual(['asked'])
  await clock.advance(50_000)
  expect(happened.at(-1)).toBe('stalled')
})

test('before the usual pause is known, the whole time passes', async () => {
  const { clock, happened, announce } = watched()
  await announce(3, 100)
  await clock.advance(59_000)
  expect(happened).toEqual([])
  await clock.advance(2_000)
  expect(happened).toEqual(['asked', 'stalled'])
})

test('slow blocks are no reason to ask', async () => {
  const { clock, happened, announce } = watched()
  await announce(20, 12_000)
  await clock.advance(40_000)
  expect(happened).toEqual([])
})

test('a probe without an answer times out', async () => {
  const { clock, node, happened } = watched(1_000)
  node.answers = false
  await clock.advance(1_001)
  expect(happened).toEqual(['asked', 'timeout'])
})

test('a probe that shows a block which is never announced gives the node up after the grace', async () => {
  const { clock, node, happened } = watched(60_000)
  node.best = 5
  await clock.advance(60_000)
  expect(happened).toEqual(['asked'])
  await clock.advance(graceMs)
  expect(happened).toEqual(['asked', 'unannounced'])
})

test('defect: a healthy node was refused when its announcement took over a second', async () => {
  const { clock, watchdog, node, happened } = watched(60_000)
  node.best = 5
  await clock.advance(60_000)
  await clock.advance(graceMs - 1)
  watchdog.announced()
  await clock.advance(graceMs)
  expect(happened).toEqual(['asked'])
})
