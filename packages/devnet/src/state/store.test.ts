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

  test('an attempt that fails at once leaves the writes of the one around it', () => {
    const store = new Store()
    store.transact(() => {
      store.set('aa', Uint8Array.of(1))
      const fail = () => {
        throw new Error('no')
      }
      expect(() => store.transact(fail)).toThrow('no')
    })
    expect(store.get('aa')).toEqual(Uint8Array.of(1))
  })

  test('stores of one root keep apart what each of them writes', () => {
    const base = new Store()
    base.set('aa', Uint8Array.of(1))
    const [one, other] = [new Store(base.root), new Store(base.root)]
    expect(one.get('aa')).toEqual(other.get('aa'))
    one.set('aa', Uint8Array.of(2))
    expect(other.get('aa')).toEqual(Uint8Array.of(1))
    other.remove('aa')
    expect(one.get('aa')).toEqual(Uint8Array.of(2))
    expect(new Store(base.root).get('aa')).toEqual(Uint8Array.of(1))
    expect(new Store(one.root).get('aa')).toEqual(Uint8Array.of(2))
    expect(new Store(other.root).get('aa')).toBeUndefined()
  })

  test('likely keys, in any order, change nothing', () => {
    const keys = ['cc', 'aa', 'dd', 'bb']
    const likely = new Map([
      ['dd', 1],
      ['aa', 1],
      ['zz', 1],
    ])
    const [plain, helped] = [new Store(), new Store(undefined, likely)]
    for (const store of [plain, helped]) for (const key of keys) store.set(key, Uint8Array.of(1))
    expect([...helped.changesSince(undefined).keys()]).toEqual([...plain.changesSince(undefined).keys()])
    for (const { root } of [plain, helped]) {
      const [again, likewise] = [new Store(root), new Store(root, likely)]
      for (const store of [again, likewise]) for (const key of keys) store.set(key, Uint8Array.of(2))
      expect([...readRoot(likewise.root).entries('')]).toEqual([...readRoot(again.root).entries('')])
    }
  })

  test('attempts within attempts, walks among them, read as a map that is copied and put back', () => {
    const attempt = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
      steps: fc.array(tie('step'), { maxLength: 6, depthIdentifier: 'step' }),
      step: fc.oneof(
        { depthIdentifier: 'step', maxDepth: 4 },
        write.map((change): Step => ({ change })),
        fc.constant<Step>('walk'),
        fc.record({ fails: fc.boolean(), steps: tie('steps') }),
      ),
    })).steps
    fc.assert(
      fc.property(fc.array(write, { maxLength: 20 }), attempt, (early, steps) => {
        const store = new Store()
        let model = new Map<string, Uint8Array>()
        const sorted = () => [...model].sort(([a], [b]) => (a < b ? -1 : 1))
        const run = (step: Step): void => {
          if (step === 'walk') {
            expect([...store.entries('')]).toEqual(sorted())
          } else if ('change' in step) {
            const [at, value] = step.change
            apply(store, step.change)
            if (value) model.set(at, value)
            else model.delete(at)
            expect(store.get(at)).toEqual(value)
            expect([...store.entries(at)].length).toBe(value ? 1 : 0)
          } else if (step.fails) {
            const before = new Map(model)
            const whole = () => {
              for (const inner of step.steps) run(inner)
              throw new Error('undone')
            }
            expect(() => store.transact(whole)).toThrow('undone')
            model = before
          } else {
            store.transact(() => {
              for (const inner of step.steps) run(inner)
            })
          }
        }
        for (const change of early) run({ change })
        for (const step of steps) run(step)
        expect([...readRoot(store.root).entries('')]).toEqual(sorted())
      }),
    )
  })
})

type Step = { change: [string, Uint8Array | undefined] } | 'walk' | { fails: boolean; steps: Step[] }
