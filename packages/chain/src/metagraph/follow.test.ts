import { createManualClock } from '@subnetkit/base/testing'
import { describe, expect, test } from 'vitest'
import type { BlockRef } from '../read/block.js'
import { metagraphOf, neuronOf } from '../testing/neuron.js'
import { followMetagraph, type MetagraphUpdate } from './follow.js'
import type { Metagraph } from './metagraph.js'

const hashOf = (number: number, branch = '') => metagraphOf(number, []).blockHash + branch

/** A chain whose reads are answered on command, and a manual clock. */
function fakeChain() {
  const listeners = new Set<(head: BlockRef) => void>()
  const reads: { at: BlockRef; answer(metagraph?: Metagraph): void; fail(error: Error): void }[] = []
  const clock = createManualClock()
  let best = 1
  return {
    reads,
    clock,
    listeners,
    mine(number = best + 1, branch = '') {
      best = number
      for (const listener of listeners) listener({ number, hash: hashOf(number, branch) })
    },
    chain: {
      head: async () => ({ number: best, hash: hashOf(best) }),
      onHead(listener: (head: BlockRef) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      read: (at: BlockRef) =>
        new Promise<Metagraph>((resolve, reject) => {
          reads.push({
            at,
            answer: (metagraph = metagraphOf(at.number, [], { blockHash: at.hash })) => resolve(metagraph),
            fail: reject,
          })
        }),
      clock,
    },
  }
}

function follow(
  fake: ReturnType<typeof fakeChain>,
  options: { everyBlocks?: number; retryMs?: number } = {},
) {
  const updates: MetagraphUpdate[] = []
  const errors: unknown[] = []
  const watch = followMetagraph(fake.chain, {
    everyBlocks: 1,
    staleAfterMs: 1_000,
    retryMs: 60_000,
    onUpdate: (update) => updates.push(update),
    onError: (error) => errors.push(error),
    ...options,
  })
  return { watch, updates, errors }
}

const settled = () => new Promise(setImmediate)

describe('following a metagraph', () => {
  test('one read is in flight, however many blocks come; then the newest is read', async () => {
    const fake = fakeChain()
    using watch = follow(fake).watch
    expect(watch.current()).toBeNull()
    for (const block of [2, 3, 4]) fake.mine(block)
    expect(fake.reads.map(({ at }) => at.number)).toEqual([2])
    fake.reads[0]?.answer()
    await settled()
    expect(watch.current()).toMatchObject({ metagraph: { block: 2 }, ageBlocks: 2 })
    expect(fake.reads.map(({ at }) => at.number)).toEqual([2, 4])
    const refreshed = watch.refresh()
    fake.reads[1]?.answer()
    expect((await refreshed).block).toBe(4)
    expect(fake.reads).toHaveLength(2)
  })

  test('it is read every so many blocks', async () => {
    const fake = fakeChain()
    using _watch = follow(fake, { everyBlocks: 3 }).watch
    fake.mine(2)
    fake.reads[0]?.answer()
    await settled()
    for (const block of [3, 4]) fake.mine(block)
    expect(fake.reads).toHaveLength(1)
    fake.mine(5)
    expect(fake.reads.map(({ at }) => at.number)).toEqual([2, 5])
  })

  test('tells what changed, after the first, and what a listener throws goes to the other', async () => {
    const fake = fakeChain()
    const { watch, updates, errors } = follow(fake)
    fake.mine(2)
    fake.reads[0]?.answer(metagraphOf(2, []))
    await settled()
    fake.mine(3)
    fake.reads[1]?.answer(metagraphOf(3, [neuronOf('a')]))
    await settled()
    expect(updates.map(({ previous, events }) => [previous?.block, events.map(({ kind }) => kind)])).toEqual([
      [undefined, []],
      [2, ['registered']],
    ])
    updates.push = () => {
      throw new Error('a listener')
    }
    fake.mine(4)
    fake.reads[2]?.answer()
    await settled()
    expect(errors).toEqual([new Error('a listener')])
    expect(watch.current()?.metagraph.block).toBe(4)
    watch[Symbol.dispose]()
  })

  test('never goes back to an older block, but takes a sibling', async () => {
    const fake = fakeChain()
    const { watch, updates } = follow(fake)
    fake.mine(10)
    fake.reads[0]?.answer()
    await settled()
    fake.mine(8)
    expect(fake.reads).toHaveLength(1)
    const refreshed = watch.refresh()
    await settled()
    fake.reads[1]?.answer(metagraphOf(8, []))
    expect((await refreshed).block).toBe(10)
    fake.mine(10, 'b')
    fake.reads[2]?.answer()
    await settled()
    expect(watch.current()?.metagraph).toMatchObject({ block: 10, blockHash: hashOf(10, 'b') })
    expect(updates.map(({ metagraph }) => metagraph.block)).toEqual([10, 10])
    watch[Symbol.dispose]()
  })

  test('while the chain is away the last one stays, stale from a certain age', async () => {
    const fake = fakeChain()
    const { watch, errors } = follow(fake)
    fake.mine(2)
    fake.reads[0]?.answer()
    await settled()
    await fake.clock.advance(1_000)
    expect(watch.current()).toMatchObject({ stale: false, ageMs: 1_000, ageBlocks: 0 })
    await fake.clock.advance(1)
    fake.mine(5)
    fake.reads[1]?.fail(new Error('away'))
    await settled()
    expect(errors).toEqual([new Error('away')])
    expect(watch.current()).toMatchObject({
      stale: true,
      ageMs: 1_001,
      ageBlocks: 3,
      metagraph: { block: 2 },
    })
    fake.mine(6)
    fake.reads[2]?.answer()
    await settled()
    expect(watch.current()).toMatchObject({ stale: false, ageMs: 0, ageBlocks: 0, metagraph: { block: 6 } })
    watch[Symbol.dispose]()
  })

  test('its age counts from when it was asked for, not from when it came', async () => {
    const fake = fakeChain()
    using watch = follow(fake).watch
    fake.mine(2)
    await fake.clock.advance(700)
    fake.reads[0]?.answer()
    await settled()
    expect(watch.current()?.ageMs).toBe(700)
  })

  test('a read that failed is tried again without a new block, at the block that is best then', async () => {
    const fake = fakeChain()
    const { watch, errors } = follow(fake, { retryMs: 1 })
    fake.mine(9)
    fake.chain.head = async () => ({ number: 7, hash: hashOf(7) })
    fake.reads[0]?.fail(new Error('unknown block'))
    await settled()
    await fake.clock.advance(1)
    expect(fake.reads).toHaveLength(2)
    fake.reads[1]?.fail(new Error('still away'))
    await settled()
    await fake.clock.advance(1)
    expect(fake.reads.map(({ at }) => at.number)).toEqual([9, 7, 7])
    fake.reads[2]?.answer()
    await settled()
    expect(watch.current()?.metagraph.block).toBe(7)
    expect(errors).toHaveLength(2)
    expect(fake.reads).toHaveLength(3)
    watch[Symbol.dispose]()
  })

  test('what refresh throws is the caller’s, and the watch goes on', async () => {
    const fake = fakeChain()
    using watch = follow(fake).watch
    const refreshed = watch.refresh()
    await settled()
    fake.reads[0]?.fail(new Error('away'))
    await expect(refreshed).rejects.toThrow('away')
    fake.mine(2)
    expect(fake.reads).toHaveLength(2)
  })

  test('disposed, it listens, asks and tells no more', async () => {
    const fake = fakeChain()
    const { watch, updates, errors } = follow(fake, { retryMs: 1 })
    fake.mine(2)
    watch[Symbol.dispose]()
    expect(fake.listeners.size).toBe(0)
    fake.reads[0]?.answer()
    await settled()
    expect(updates).toEqual([])
    expect(errors).toEqual([])
  })

  test('disposed after a failure, it has no timer left', async () => {
    const fake = fakeChain()
    const { watch } = follow(fake)
    fake.mine(2)
    fake.reads[0]?.fail(new Error('away'))
    await settled()
    expect(fake.clock.pending).toBe(1)
    watch[Symbol.dispose]()
    expect(fake.clock.pending).toBe(0)
  })
})
