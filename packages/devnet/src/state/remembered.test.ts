import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identity } from '../schema/pallet.js'
import { u16 } from '../schema/type.js'
import { keyWriter } from './keys.js'
import { createState, type State } from './state.js'
import { Store } from './store.js'

/** A store, the typed access to it, and what it should hold. */
interface Side {
  store: Store
  state: State
  model: Map<number, number>
}

const tempos = keyWriter('SubtensorModule', 'Tempo', [identity(u16)])
const fallback = createState(new Store()).SubtensorModule.Tempo.get(0)

const netuid = fc.integer({ min: 0, max: 4 })
const value = fc.integer({ min: 0, max: 3 })
const side = fc.integer({ min: 0, max: 2 })
const steps = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 12, depthIdentifier: 'step' }),
  step: fc.oneof(
    { depthIdentifier: 'step', maxDepth: 3 },
    fc.record({ kind: fc.constant<'set'>('set'), netuid, value }),
    fc.record({ kind: fc.constant<'raw'>('raw'), netuid, value }),
    fc.record({ kind: fc.constant<'update'>('update'), netuid, value }),
    fc.record({ kind: fc.constant<'remove'>('remove'), netuid }),
    fc.record({ kind: fc.constant<'clear'>('clear') }),
    fc.record({ kind: fc.constant<'settle'>('settle') }),
    fc.record({ kind: fc.constant<'fork'>('fork'), to: side }),
    fc.record({ kind: fc.constant<'turn'>('turn'), to: side }),
    fc.record({ kind: fc.constant<'attempt'>('attempt'), fails: fc.boolean(), steps: tie('steps') }),
  ),
})).steps

type Step =
  | { kind: 'set' | 'raw' | 'update'; netuid: number; value: number }
  | { kind: 'remove'; netuid: number }
  | { kind: 'clear' | 'settle' }
  | { kind: 'fork' | 'turn'; to: number }
  | { kind: 'attempt'; fails: boolean; steps: Step[] }

function sideOf(store: Store, model: ReadonlyMap<number, number>): Side {
  return { store, state: createState(store), model: new Map(model) }
}

/** Every value of every side, read as rules do. */
function check(sides: readonly Side[]): void {
  for (const { state, model } of sides) {
    for (let key = 0; key <= 4; key++) {
      expect(state.SubtensorModule.Tempo.get(key)).toBe(model.get(key) ?? fallback)
      expect(state.SubtensorModule.Tempo.has(key)).toBe(model.has(key))
    }
  }
}

function change(at: Side, step: Step): void {
  const { Tempo } = at.state.SubtensorModule
  if (step.kind === 'set') Tempo.set(step.netuid, step.value)
  else if (step.kind === 'update') Tempo.update(step.netuid, () => step.value)
  else if (step.kind === 'raw') at.store.set(tempos.write([step.netuid]).text, Uint8Array.of(step.value, 0))
  if ('value' in step) at.model.set(step.netuid, step.value)
  else if (step.kind === 'remove') {
    Tempo.remove(step.netuid)
    at.model.delete(step.netuid)
  } else if (step.kind === 'clear') {
    Tempo.clear()
    at.model.clear()
  } else if (step.kind === 'settle') expect(at.store.root).toBe(at.store.root)
}

test('what keys remember is what their store holds, whatever other stores, attempts and raw writes do', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const base = new Store()
      createState(base).SubtensorModule.Tempo.set(1, 9)
      const sides = [0, 1, 2].map(() => sideOf(new Store(base.root), new Map([[1, 9]])))
      let turn = 0
      const run = (step: Step, isWithin: boolean): void => {
        const at = sides[turn] as Side
        if (step.kind === 'turn' && !isWithin) turn = step.to
        else if (step.kind === 'fork' && !isWithin) {
          sides[step.to] = sideOf(new Store(at.store.root), at.model)
        } else if (step.kind === 'attempt') {
          const before = new Map(at.model)
          const attempt = () => {
            for (const inner of step.steps) run(inner, true)
            if (step.fails) throw new Error('undone')
          }
          if (step.fails) {
            expect(() => at.store.transact(attempt)).toThrow('undone')
            at.model = before
          } else at.store.transact(attempt)
        } else change(at, step)
        check(sides)
      }
      for (const step of list) run(step, false)
    }),
    { numRuns: 150 },
  )
})

test('two spellings of a map key are one storage key', () => {
  const { SubtensorModule } = createState(new Store())
  const [lower, upper] = [`0x${'ab'.repeat(32)}`, `0x${'AB'.repeat(32)}`]
  SubtensorModule.Uids.set(1, lower, 5)
  expect(SubtensorModule.Uids.get(1, upper)).toBe(5)
  SubtensorModule.Uids.set(1, lower, 6)
  expect(SubtensorModule.Uids.get(1, upper)).toBe(6)
})
