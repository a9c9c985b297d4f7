import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weightedMedianColSparse } from '../math/median.js'
import { consensusOf } from './consensus.js'
import { RowsBuilder } from './rows.js'
import { traceRows, traceVector } from './trace.js'

const ONE = 2 ** 32
const N = 6

const cell = fc.tuple(
  fc.integer({ min: 0, max: N - 1 }),
  fc.oneof(fc.constantFrom(0, ONE, ONE / 2), fc.integer({ min: 0, max: ONE })),
)
const stake = fc.oneof(fc.constantFrom(0, ONE / 4, ONE / 2), fc.integer({ min: 0, max: ONE }))

it('is the selection of the chain, for rows in any order, with repeated and missing uids', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 8 }), { minLength: N, maxLength: N }),
      fc.array(stake, { minLength: N, maxLength: N }),
      fc.oneof(fc.constantFrom(0, ONE, ONE / 2), fc.integer({ min: 0, max: ONE })),
      (cells, stakes, kappa) => {
        const builder = new RowsBuilder(N, cells.flat().length)
        for (const row of cells) {
          for (const [uid, bits] of row) builder.push(uid, bits)
          builder.endRow()
        }
        const weights = builder.build()
        const activeStake = Float64Array.from(stakes)
        expect(traceVector(consensusOf(weights, activeStake, kappa))).toEqual(
          weightedMedianColSparse(traceVector(activeStake), traceRows(weights), N, BigInt(kappa)),
        )
      },
    ),
    { numRuns: 3_000 },
  )
})
