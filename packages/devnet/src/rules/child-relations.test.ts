import { expect, test } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [, anna] = people as [string, string]
const [parent, other, first, second] = ['m-parent', 'm-other', 'a-child', 'z-child'].map(accountOf) as [
  string,
  string,
  string,
  string,
]

/** anna's two hotkeys on a subnet that is not started, so that children are set at once. */
function bench(spec_version = 425): Bench {
  const made = createSubnetBench()
  for (const hotkey of [parent, other]) {
    must(made.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
    made.mine()
  }
  made.state.System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
  made.state.SubtensorModule.SubtokenEnabled.set(netuid, false)
  return made
}

const set = (made: Bench, children: [bigint, string][], hotkey = parent) =>
  made.call(anna, 'SubtensorModule.set_children', { hotkey, netuid, children })

test('defect: children are kept in the order of their accounts, and lists that end are removed', () => {
  const made = bench()
  const { ChildKeys, ParentKeys } = made.state.SubtensorModule
  must(
    set(made, [
      [2n, second],
      [1n, first],
    ]),
  )
  expect(ChildKeys.get(parent, netuid)).toEqual([
    [1n, first],
    [2n, second],
  ])
  must(set(made, [[9n, first]], other))
  made.mine(150)
  must(set(made, [[3n, first]]))
  // what stays keeps its place among the parents
  expect(ParentKeys.get(first, netuid)).toEqual([
    [3n, parent],
    [9n, other],
  ])
  expect(ParentKeys.has(second, netuid)).toBe(false)
  made.mine(150)
  must(set(made, []))
  expect(ChildKeys.has(parent, netuid)).toBe(false)
})

test('defect: a hotkey among its own children is refused before their number, by version', () => {
  const many = ['b', 'c', 'd', 'e', 'f'].map((name): [bigint, string] => [1n, accountOf(name)])
  expect(set(bench(), [...many, [1n, parent]])).toBe('InvalidChild')
  expect(set(bench(293), [...many, [1n, parent]])).toBe('TooManyChildren')
  expect(set(bench(), [...many, [1n, accountOf('b')]])).toBe('DuplicateChild')
  expect(set(bench(293), [...many, [1n, accountOf('b')]])).toBe('TooManyChildren')
})

test('defect: a swap of hotkeys moves relations, also those that are scheduled by others', () => {
  const made = bench()
  const { ChildKeys, ParentKeys, PendingChildKeys, TxRateLimit } = made.state.SubtensorModule
  const fresh = accountOf('fresh')
  TxRateLimit.set(0n)
  must(set(made, [[1n, first]]))
  must(set(made, [[4n, parent]], other))
  PendingChildKeys.set(netuid, other, [
    [
      [5n, parent],
      [6n, second],
    ],
    99n,
  ])
  must(
    made.call(anna, 'SubtensorModule.swap_hotkey', { hotkey: parent, new_hotkey: fresh, netuid: undefined }),
  )
  expect(ChildKeys.get(fresh, netuid)).toEqual([[1n, first]])
  expect(ParentKeys.get(first, netuid)).toEqual([[1n, fresh]])
  expect(ChildKeys.get(other, netuid)).toEqual([[4n, fresh]])
  expect(ParentKeys.get(fresh, netuid)).toEqual([[4n, other]])
  expect(PendingChildKeys.get(netuid, other)).toEqual([
    [
      [6n, second],
      [5n, fresh],
    ],
    99n,
  ])
})
