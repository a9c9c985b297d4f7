import { expect, test } from 'vitest'
import { rendezvous } from './rendezvous.js'

const names = ['10.0.0.1:6379/0', '10.0.0.2:6379/0', '10.0.0.3:6379/0']
const keys = Array.from({ length: 1_000 }, (_, netuid) => `sn-${netuid}`)

test('chooses the same name whatever their order, and none far more often', () => {
  const chosen = new Map<string, number>()
  for (const key of keys) {
    const name = rendezvous(key, names)
    expect(rendezvous(key, [...names].reverse())).toBe(name)
    chosen.set(name, (chosen.get(name) ?? 0) + 1)
  }
  for (const count of chosen.values()) expect(count).toBeGreaterThan(270)
  expect(chosen.size).toBe(3)
})

test('stays as it is from version to version: another choice would move subnets', () => {
  expect(
    ['sn-1', 'sn-2', 'sn-3', 'sn-4', 'sn-5'].map((key) => names.indexOf(rendezvous(key, names))),
  ).toEqual([1, 2, 2, 0, 2])
})

test('moves keys to a name that joins, and from one that leaves, and no others', () => {
  const more = [...names, '10.0.0.4:6379/0']
  const moved = keys.filter((key) => rendezvous(key, names) !== rendezvous(key, more))
  for (const key of moved) expect(rendezvous(key, more)).toBe('10.0.0.4:6379/0')
  expect(moved.length).toBeGreaterThan(190)
  expect(moved.length).toBeLessThan(310)
})
