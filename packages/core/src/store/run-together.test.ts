import { expect, test } from 'vitest'
import { coreError } from '../errors.js'
import { runTogether } from './run-together.js'

/** Writes texts, of up to four and eight characters at once; `fail` says which cannot be written. */
function setUp(fail: (texts: readonly string[]) => unknown = () => null) {
  const written: (readonly string[])[] = []
  const add = runTogether<string, string>({
    async run(texts) {
      const error = fail(texts)
      if (error) throw error
      written.push(texts)
      return texts.map((text) => text.toUpperCase())
    },
    sizeOf: (text) => text.length,
    ...{ mostItems: 4, mostSize: 8 },
  })
  return { add, written }
}

test('items that come together are run together, up to a number and a size', async () => {
  const { add, written } = setUp()
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'seven77', 'much longer', 'g'].map(add))
  expect(written).toEqual([['a', 'b', 'c', 'd'], ['e', 'f'], ['seven77'], ['much longer'], ['g']])
  expect(await Promise.all(['h', 'i'].map(add))).toEqual(['H', 'I'])
  expect(written.at(-1)).toEqual(['h', 'i'])
})

test('an item that fails fails alone', async () => {
  const { add, written } = setUp((texts) => (texts.includes('bad') ? new Error('no such text') : null))
  const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(add))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(written).toEqual([['a'], ['b'], ['c']])
})

test('an error of the database fails all that wait for it, once', async () => {
  let writes = 0
  const lost = coreError('DATABASE_LOST', { place: 'a place', detail: 'gone' })
  const { add } = setUp(() => {
    writes += 1
    return lost
  })
  const results = await Promise.allSettled(['a', 'b', 'c'].map(add))
  expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual([lost, lost, lost])
  expect(writes).toBe(1)
})

test('a statement serves items of one group', async () => {
  const ran: (readonly number[])[] = []
  const double = runTogether<number, number>({
    async run(items) {
      ran.push(items)
      return items.map((item) => 2 * item)
    },
    groupOf: (item) => item >= 10,
  })
  expect(await Promise.all([1, 2, 10, 11, 3].map(double))).toEqual([2, 4, 20, 22, 6])
  expect(ran).toEqual([[1, 2], [10, 11], [3]])
})
