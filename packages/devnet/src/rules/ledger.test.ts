import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excessOf, faultsOf, playStep, startLedger } from './testing/ledger.js'
import { ledgerStep } from './testing/ledger-calls.js'

test('the books are right after any sequence of nested calls, and a refused one leaves its nonce and one event', () => {
  const chain = startLedger()
  const start = chain.capture()
  expect(faultsOf(chain)).toEqual([])
  fc.assert(
    fc.property(fc.array(ledgerStep, { minLength: 4, maxLength: 12 }), (steps) => {
      chain.restore(start)
      for (const step of steps) {
        const played = playStep(chain, step)
        if (played) expect(excessOf(played)).toEqual([])
        expect(faultsOf(chain)).toEqual([])
      }
    }),
    { numRuns: 15, seed: 14 },
  )
})
