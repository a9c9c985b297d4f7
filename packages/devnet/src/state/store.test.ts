import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRoot, Store } from './store.js'

const key = fc.integer({ min: 0, max: 60 }).map((n) => n.toString(16).padStart(2, '0'))
const write = fc.tuple(key, fc.option(fc.uint8Array({ maxLength: 3 }), { nil: undefined }))

const apply = (store: Store, [at, value]: [string, Uint8Array | undefined]) =>
  value ? store.set(at, value) : store.remove(at)

describe('raw storage', () => {
  test('is an ordered map whose earlier roots never change', () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 120 }),
        fc.array(write, { maxLength: 60 }),
        key,
        (early, late, from) => {
          const store = new Store()
          const model = new Map<string, Uint8Array>()
          for (const change of early) {
            apply(store, change)
            if (change[1]) model.set(change[0], change[1])
            else model.delete(change[0])
          }
          const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
          const past = readRoot(store.root)
          for (const change of late) apply(store, change)
          expect([...past.entries('')]).toEqual(sorted)
          expect([...past.entries(from[0] ?? '')]).toEqual(
            sorted.filter(([at]) => at.startsWith(from[0] ?? '')),
          )
          expect([...past.entries('', from)]).toEqual(sorted.filter(([at]) => at > from))
        },
      ),
    )
  })

  test('a failed attempt leaves no trace, a nested success goes down with it', () => {
    const store = new Store()
    store.set('aa', Uint8Array.of(1))
    const base = store.root
    expect(() =>
      store.transact(() => {
        store.transact(() => store.set('bb', Uint8Array.of(2)))
        store.remove('aa')
        throw new Error('no')
      }),
    ).toThrow('no')
    expect([...store.entries('')]).toEqual([['aa', Uint8Array.of(1)]])
    expect(store.changesSince(base).size).toBe(0)
    store.set('aa', Uint8Array.of(1))
    store.set('cc', Uint8Array.of(3))
    expect([...store.changesSince(base)]).toEqual([['cc', Uint8Array.of(3)]])
  })
})
