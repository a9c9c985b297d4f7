import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BlockRef } from '../read/block.js'
import { until } from '../testing/until.js'
import { HeadFeed } from './head-feed.js'

const block = (number: number, fork = 'a'): BlockRef => ({ number, hash: `0x${fork}${number}` })

/** A feed whose node has the given best block, and the blocks that it emitted. */
function feedOf(node: { best: BlockRef }) {
  const feed = new HeadFeed(async () => node.best)
  const told: string[] = []
  feed.listen(({ hash }) => told.push(hash.slice(2)))
  return { feed, told }
}

test('doubled, late and reordered announcements are passed on once and in order', async () => {
  const node = { best: block(5) }
  const { feed, told } = feedOf(node)
  for (const number of [1, 1, 2, 4, 3, 4, 5, 2, 5]) feed.push(block(number))
  await new Promise(setImmediate)
  expect(told).toEqual(['a1', 'a2', 'a4', 'a5'])
})

test('numbers go down when the node says that the chain went back', async () => {
  const node = { best: block(3) }
  const { feed, told } = feedOf(node)
  for (const number of [1, 2, 3]) feed.push(block(number))
  node.best = block(2, 'b')
  feed.push(block(2, 'b'))
  await until(() => told.at(-1) === 'b2')
  feed.push(block(3, 'b'))
  feed.push(block(3))
  await new Promise(setImmediate)
  expect(told).toEqual(['a1', 'a2', 'a3', 'b2', 'b3'])
})

test('a fork that has the same height is announced', async () => {
  const node = { best: block(2) }
  const { feed, told } = feedOf(node)
  feed.push(block(2))
  node.best = block(2, 'b')
  feed.push(block(2, 'b'))
  await until(() => told.length === 2)
  expect(told).toEqual(['a2', 'b2'])
})

test('another node that lags behind is waited for, one on another fork is believed', async () => {
  const node = { best: block(9) }
  const { feed, told } = feedOf(node)
  feed.push(block(5))
  feed.push(block(9))
  feed.reconnected()
  node.best = block(7)
  feed.push(block(7))
  await new Promise(setImmediate)
  expect(told).toEqual(['a5', 'a9'])

  node.best = block(5, 'b')
  feed.push(block(5, 'b'))
  await until(() => told.at(-1) === 'b5')
})

test('what comes while the node is asked is newer than its answer', async () => {
  let answer: (block: BlockRef) => void = () => undefined
  const feed = new HeadFeed(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  const told: number[] = []
  feed.listen(({ number }) => told.push(number))
  feed.push(block(5))
  feed.push(block(4))
  feed.push(block(6))
  answer(block(5, 'late'))
  await new Promise(setImmediate)
  expect(told).toEqual([5, 6])
})

test('who comes later hears the best block once', async () => {
  const { feed } = feedOf({ best: block(1) })
  feed.push(block(1))
  const [late, newest]: [number[], number[]] = [[], []]
  feed.listen(({ number }) => late.push(number))
  await new Promise(setImmediate)
  feed.listen(({ number }) => newest.push(number))
  feed.push(block(2))
  await new Promise(setImmediate)
  expect(late).toEqual([1, 2])
  expect(newest).toEqual([2])
})

test('any disorder of one chain is announced rising, without repetition, up to its best block', async () => {
  const disorder = fc
    .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 })
    .map((numbers) => numbers.map((number) => block(number)))
  await fc.assert(
    fc.asyncProperty(disorder, async (blocks) => {
      const best = blocks.reduce((highest, next) => (next.number > highest.number ? next : highest))
      const feed = new HeadFeed(async () => best)
      const told: number[] = []
      feed.listen(({ number }) => told.push(number))
      for (const next of blocks) feed.push(next)
      await new Promise(setImmediate)
      expect(told).toEqual([...new Set(told)].sort((a, b) => a - b))
      expect(told.at(-1)).toBe(best.number)
    }),
    { numRuns: 200 },
  )
})
