import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excessOf, faultsOf, playStep, startLedger } from './testing/ledger.js'
import { ledgerStep } from './testing/ledger-calls.js'

/** Sequences to play; LEDGER_SEED repeats a run. */
const numRuns = Number(process.env.LEDGER_RUNS ?? 2_000)
const seed = process.env.LEDGER_SEED === undefined ? {} : { seed: Number(process.env.LEDGER_SEED) }

test('the books are right after long sequences of nested calls', { timeout: 3_600_000 }, () => {
  const chain = startLedger()
  const start = chain.capture()
  fc.assert(
    fc.property(fc.array(ledgerStep, { minLength: 10, maxLength: 40 }), (steps) => {
      chain.restore(start)
      for (const step of steps) {
        const played = playStep(chain, step)
        if (played) expect(excessOf(played)).toEqual([])
        expect(faultsOf(chain)).toEqual([])
      }
    }),
    { numRuns, ...seed },
  )
})
