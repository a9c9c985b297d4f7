import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isSafeWindow,
  type MechanismWindow,
  type WindowReasonCode,
  type WindowState,
} from './is-safe-window.js'

const quiet: MechanismWindow = {
  ...{ mechanism: 0, roundBlocks: 100, newestRound: 1_000, openRound: null, undecidedRound: null },
  ...{ undecidedUntil: null, outbox: [], weightsDue: null },
}
const state = (changes: Partial<MechanismWindow> = {}, more: Partial<WindowState> = {}): WindowState => ({
  ...{ head: 1_050, restartBlocks: 10, weightsBlocks: 3, running: null },
  mechanisms: [{ ...quiet, ...changes }],
  ...more,
})
const codes = (of: WindowState) => isSafeWindow(of).reasons.map(({ code }) => code)

test.each<[WindowReasonCode, WindowState]>([
  ['NO_BLOCK', state({}, { head: null })],
  ['JOBS_RUNNING', state({}, { running: '3 queries' })],
  ['ROUND_OPEN', state({ openRound: 1_000 })],
  ['ROUND_DUE', state({ newestRound: 900 })],
  ['ROUND_DUE', state({ newestRound: null })],
  ['ROUND_NEAR', state({}, { head: 1_090 })],
  ['WEIGHTS_UNDECIDED', state({ undecidedRound: 1_000 })],
  ['WEIGHTS_IN_FLIGHT', state({ outbox: [{ key: 'round-1000', stage: 'submitted', revealBlock: null }] })],
  ['REVEAL_NEAR', state({ outbox: [{ key: 'round-900', stage: 'confirmed', revealBlock: 1_055 }] })],
])('%s keeps a process running', (code, of) => {
  expect(isSafeWindow(of)).toMatchObject({ safe: false })
  expect(codes(of)).toEqual([code])
})

test('weights that are near keep it running, a commit that waits for long does not', () => {
  expect(codes(state({}, { head: 1_098, restartBlocks: 1 }))).toEqual(['WEIGHTS_NEAR'])
  expect(codes(state({ outbox: [{ key: 'k', stage: 'confirmed', revealBlock: 1_200 }] }))).toEqual([])
  expect(isSafeWindow(state())).toEqual({ safe: true, reasons: [] })
  const waits = { undecidedRound: 1_000, weightsDue: 1_080 }
  expect(codes(state({ ...waits, undecidedUntil: 1_080 }))).toEqual([])
  expect(codes(state({ ...waits, undecidedUntil: 1_060 }))).toEqual(['WEIGHTS_UNDECIDED'])
  expect(codes(state({ ...waits, undecidedUntil: 1_053 }))).toEqual(['WEIGHTS_UNDECIDED', 'WEIGHTS_NEAR'])
})

test('a worker has no rounds: only its jobs keep it', () => {
  expect(codes(state({}, { head: null, mechanisms: null }))).toEqual([])
  expect(codes(state({}, { mechanisms: null, running: '1 query' }))).toEqual(['JOBS_RUNNING'])
})

test('defect: a restart that takes longer than a round has blocks kept the window shut for ever', () => {
  expect(codes(state({}, { head: 1_005, restartBlocks: 500, weightsBlocks: 500 }))).toEqual([])
  expect(codes(state({}, { head: 1_060, restartBlocks: 500 }))).toEqual(['ROUND_NEAR'])
})

const mechanism = fc.record({
  mechanism: fc.constant(0),
  roundBlocks: fc.integer({ min: 4, max: 400 }),
  newestRound: fc.option(fc.integer({ min: 0, max: 5_000 })),
  openRound: fc.option(fc.integer({ min: 0, max: 5_000 })),
  undecidedRound: fc.option(fc.integer({ min: 0, max: 5_000 })),
  undecidedUntil: fc.option(fc.integer({ min: 0, max: 5_000 })),
  outbox: fc.array(
    fc.record({
      key: fc.constant('k'),
      stage: fc.constantFrom('intended', 'signed', 'submitted', 'included', 'confirmed', 'revealing'),
      revealBlock: fc.option(fc.integer({ min: 0, max: 6_000 })),
    }),
    { maxLength: 2 },
  ),
  weightsDue: fc.option(fc.integer({ min: 0, max: 6_000 })),
})

test('a window that is safe has nothing open, and nothing due before the process would run again', () => {
  fc.assert(
    fc.property(
      fc.array(mechanism, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 20 }),
      (mechanisms, head, restartBlocks, weightsBlocks) => {
        const { safe, reasons } = isSafeWindow({
          head,
          restartBlocks,
          weightsBlocks,
          running: null,
          mechanisms,
        })
        expect(safe).toBe(reasons.length === 0)
        if (!safe) return
        for (const one of mechanisms) {
          const blocks = Math.min(restartBlocks, Math.floor(one.roundBlocks / 2))
          expect(one.openRound).toBeNull()
          if (one.undecidedRound !== null) expect(one.undecidedUntil).toBeGreaterThan(head + blocks)
          // The present round is in the store, so that no later start has to plan it.
          expect(one.newestRound).toBeGreaterThanOrEqual(head - (head % one.roundBlocks))
          for (let block = head; block <= head + blocks; block++)
            expect(block % one.roundBlocks === 0 && block > (one.newestRound ?? 0)).toBe(false)
          for (const { stage, revealBlock } of one.outbox) {
            expect(stage).toBe('confirmed')
            if (revealBlock !== null) expect(revealBlock).toBeGreaterThan(head + blocks)
          }
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test('more time for a restart never opens a window that less time keeps shut', () => {
  fc.assert(
    fc.property(
      fc.array(mechanism, { maxLength: 2 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 50 }),
      (mechanisms, head, restartBlocks, more) => {
        const at = (blocks: number) =>
          isSafeWindow({ head, restartBlocks: blocks, weightsBlocks: 3, running: null, mechanisms }).safe
        if (!at(restartBlocks)) expect(at(restartBlocks + more)).toBe(false)
      },
    ),
  )
})
