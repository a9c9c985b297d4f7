import { describe, expect, expectTypeOf, test } from 'vitest'
import { createState } from './state.js'
import { Store } from './store.js'

const alice = `0x${'d4'.repeat(32)}`

describe('typed state', () => {
  test('reads defaults, writes, removes', () => {
    const state = createState(new Store())
    expect(state.SubtensorModule.Tempo.get(3)).toBe(360)
    state.SubtensorModule.Tempo.set(3, 10)
    expect(state.SubtensorModule.Tempo.get(3)).toBe(10)
    expect(state.SubtensorModule.Tempo.has(3)).toBe(true)
    state.SubtensorModule.Tempo.remove(3)
    expect(state.SubtensorModule.Tempo.get(3)).toBe(360)
    expect(state.SubtensorModule.Uids.get(1, alice)).toBeUndefined()
    state.SubtensorModule.TotalIssuance.update((rao) => rao + 5n)
    expect(state.SubtensorModule.TotalIssuance.get()).toBe(5n)
  })

  test('walks in raw key order, narrowed by the first keys', () => {
    const state = createState(new Store())
    for (const uid of [300, 2, 1]) state.SubtensorModule.Weights.set(7, uid, [[uid, 9]])
    state.SubtensorModule.Weights.set(8, 0, [])
    const walked = [...state.SubtensorModule.Weights.entries(7)]
    // little-endian keys: 0100, 0200, 2c01
    expect(walked).toEqual([
      [[7, 1], [[1, 9]]],
      [[7, 2], [[2, 9]]],
      [[7, 300], [[300, 9]]],
    ])
    state.SubtensorModule.Weights.clear(7)
    expect([...state.SubtensorModule.Weights.keys()]).toEqual([[8, 0]])
  })

  test('what was read cannot be changed in place, whether stored or a default', () => {
    const { SubtensorModule } = createState(new Store())
    expect(() => SubtensorModule.Active.get(1).push(true)).toThrow(TypeError)
    SubtensorModule.Weights.set(1, 0, [[1, 2]])
    expect(() => {
      const [first] = SubtensorModule.Weights.get(1, 0)
      first![1] = 3
    }).toThrow(TypeError)
    expect(SubtensorModule.Weights.get(1, 0)).toEqual([[1, 2]])
  })

  test('is typed by the schema', () => {
    const { SubtensorModule, System } = createState(new Store())
    expectTypeOf(SubtensorModule.Tempo.get).toEqualTypeOf<(netuid: number) => number>()
    expectTypeOf(SubtensorModule.Uids.get(0, alice)).toEqualTypeOf<number | undefined>()
    expectTypeOf(SubtensorModule.Bonds.get(0, 0)).toEqualTypeOf<[number, number][]>()
    expectTypeOf(System.Account.get(alice).data.free).toEqualTypeOf<bigint>()
    // @ts-expect-error a Tempo is a number
    expect(() => SubtensorModule.Tempo.set(0, 10n)).toThrow(TypeError)
  })
})
