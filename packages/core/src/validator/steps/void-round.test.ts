import { expect, test } from 'vitest'
import { isBroad, type Witness } from './void-round.js'

let host = 0
const miner = (hotkey: string, more: Partial<Witness> = {}): Witness => {
  host += 1
  return { hotkey, coldkey: `${hotkey}-cold`, host: `10.0.0.${host}`, score: 0.5, ...more }
}
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => miner(name))
const together = (key: 'coldkey' | 'host', names: string[]) =>
  names.map((name) => miner(name, { [key]: 'shared' }))
const chained = [
  miner('a', { host: 'one' }),
  miner('b', { host: 'one', coldkey: 'k' }),
  miner('c', { coldkey: 'k' }),
]

test.each<[string, readonly (Witness | undefined)[], string, boolean]>([
  ['all of the miners', [a, b, c], 'abc', true],
  ['a lone miner, of which no other can be overtaken', [a], 'a', true],
  ['three of four', [a, b, c, d], 'abc', true],
  ['one of two', [a, b], 'a', false],
  ['two of three', [a, b, c], 'ab', false],
  ['nobody ever answered', [miner('a', { score: 0 }), miner('b', { score: 0 })], 'a', true],
  ['no miners', [], '', true],
  ['all but one that has not answered for long', [a, b, miner('x', { score: 0.001 })], 'ab', true],
  [
    'only those that never answered',
    [a, b, ...'xyz'].map((one) => (typeof one === 'string' ? miner(one, { score: 0 }) : one)),
    'xyz',
    false,
  ],
  ['many hotkeys of one coldkey', [a, ...together('coldkey', ['x', 'y', 'z'])], 'xyz', false],
  ['many hotkeys on one host', [a, ...together('host', ['x', 'y', 'z'])], 'xyz', false],
  ['hotkeys that are linked over others', [d, ...chained], 'abc', false],
  ['a part of one operator', together('host', ['x', 'y']), 'x', false],
  ['one operator as a whole', together('host', ['x', 'y']), 'xy', true],
])('silent are %s', (_, miners, silent, expected) => {
  const known = miners.filter((one) => one !== undefined)
  expect(isBroad(known, new Set(silent))).toBe(expected)
  expect(isBroad(known.toReversed(), new Set(silent))).toBe(expected)
})
