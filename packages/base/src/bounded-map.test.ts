import { expect, it } from 'vitest'
import { setLatest } from './bounded-map.js'

it('keeps the latest entries, counting one that is set again as new', () => {
  const map = new Map<string, number>()
  for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) setLatest(map, key, index, 2)
  expect([...map]).toEqual([
    ['a', 2],
    ['c', 3],
  ])
  setLatest(map, 'd', 4, 0)
  expect(map.has('a')).toBe(false)
})
