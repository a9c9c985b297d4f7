import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { VectorResult } from './cases.js'
import { runCompactEpochVectors } from './compact-epochs.js'
import { runEpochVectors } from './epochs.js'
import { runPrimitiveVectors } from './primitives.js'

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8'))

const files: [name: string, cases: number, run: (file: unknown) => VectorResult[]][] = [
  ['block-emission.json', 24, runPrimitiveVectors],
  ['epoch-512.json', 3, runCompactEpochVectors],
  ['epoch-logs.json', 8, runEpochVectors],
  ['epoch-permits.json', 16, runEpochVectors],
  ['epoch-yuma2-and-masks.json', 20, runEpochVectors],
  ['epoch-yuma3.json', 70, runEpochVectors],
  ['epochs-293.json', 566, runEpochVectors],
  ['math-conversions.json', 57, runPrimitiveVectors],
  ['math-ema.json', 31, runPrimitiveVectors],
  ['math-matrices.json', 46, runPrimitiveVectors],
  ['math-median.json', 16, runPrimitiveVectors],
  ['math-vectors.json', 20, runPrimitiveVectors],
  ['reference-epochs-yuma2.json', 48, runEpochVectors],
  ['reference-epochs-yuma3.json', 80, runEpochVectors],
  ['reference-primitives.json', 344, runPrimitiveVectors],
]

describe('agrees with the chain bit for bit', () => {
  it.each(files)('%s', (name, cases, run) => {
    const results = run(fixture(name))
    expect(results.filter(({ problem }) => problem !== null)).toEqual([])
    expect(results).toHaveLength(cases)
  })
})

describe('what a file expects is never skipped', () => {
  const mul = { id: 'one', fn: 'mul', input: { a: '4294967296', b: '3' }, exact: '3' }
  const problems = (results: VectorResult[]) => results.map(({ problem }) => problem)
  const primitive = (item: object) => problems(runPrimitiveVectors({ cases: [item] }))

  it('passes only what agrees', () => {
    expect(primitive(mul)).toEqual([null])
    expect(primitive({ ...mul, exact: '4' })).toEqual(['exact: expected "4", got "3"'])
    const asserted = (tolerance: string) => ({
      ...mul,
      asserted_by_test: { value: '5', tolerance_bits: tolerance },
    })
    expect(primitive(asserted('2'))).toEqual([null])
    expect(primitive(asserted('1'))).toEqual(['asserted_by_test: expected "5", got "3"'])
  })

  it('reports unknown functions, arguments, fields and empty expectations', () => {
    expect(primitive({ ...mul, fn: 'toString' })).toEqual(['function toString is not known here'])
    expect(primitive({ ...mul, input: { ...mul.input, c: '1' } })).toEqual([
      'argument c of mul is not known here',
    ])
    expect(primitive({ ...mul, surprise: 1 })).toEqual(['field surprise is not known here'])
    expect(primitive({ id: 'one', fn: 'mul', input: mul.input })).toEqual(['nothing is expected'])
    expect(primitive({ ...mul, input: { a: 'x', b: '1' } })).toEqual(['a is not an integer'])
  })

  it('reports unknown epoch fields and changed values, for that step alone', () => {
    const file = fixture('epoch-yuma2-and-masks.json') as {
      sequences: { id: string; steps: Record<string, Record<string, unknown>>[] }[]
    }
    const sequence = file.sequences.find(({ id }) => id === 'owner-self-weight')!
    const step = sequence.steps[0]!
    const run = (changed: object) =>
      problems(runEpochVectors({ sequences: [{ id: 'x', steps: [step, changed] }] }))[1]
    expect(run(step)).toBeNull()
    expect(run({ ...step, input: { ...step.input, surprise: 1 } })).toBe('input.surprise is not known here')
    expect(run({ ...step, reference: { stored: { surprise: 1 } } })).toBe(
      'reference.stored.surprise: not known here',
    )
    expect(run({ ...step, asserted_by_test: { surprise: 1 } })).toBe(
      'asserted_by_test.surprise is not known here',
    )
    expect(run({ ...step, reference: { payout: { server_emission: ['1', '2'] } } })).toMatch(
      /^reference\.payout\.server_emission\[0\]: expected "1"/,
    )
    expect(run({ ...step, asserted_by_test: { relations: 'the moon is full' } })).toMatch(/not known here/)
  })
})
