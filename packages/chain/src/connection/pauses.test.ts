import { expect, test } from 'vitest'
import { backoffMs } from './backoff.js'
import type { Endpoint } from './link.js'
import { Route } from './route.js'

test('pauses double up to the longest, each shortened by up to a half', () => {
  const backoff = { firstMs: 100, longestMs: 1_000 }
  expect([0, 1, 2, 3, 4, 500].map((failures) => backoffMs(backoff, failures, () => 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ])
  expect(backoffMs(backoff, 0, () => 0)).toBe(50)
})

const endpoint = (name: string): Endpoint => ({ name, open: () => Promise.reject() })
const [a, b, c] = [endpoint('a'), endpoint('b'), endpoint('c')]
const names = (route: Route) => route.round().map(({ name }) => name)

test('endpoints come in order; the one that was lost comes first when it was well, else last', () => {
  const route = new Route([a, b, c])
  expect(names(route)).toEqual(['a', 'b', 'c'])
  route.recordEnd(b, true)
  expect(names(route)).toEqual(['b', 'a', 'c'])
  route.recordEnd(a, false)
  expect(names(route)).toEqual(['b', 'c', 'a'])
})

test('another chain is left out, unless nothing else is left', () => {
  const route = new Route([a, b])
  route.distrust(a)
  expect(names(route)).toEqual(['b'])
  route.distrust(b)
  expect(names(route)).toEqual(['a', 'b'])
})
