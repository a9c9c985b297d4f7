import { expect, test } from 'vitest'
import { resolveQuotes } from './resolve.js'
import { createSourcedFeed, type Source } from './sources.js'

const one = (values: readonly (number | undefined)[]) =>
  resolveQuotes(
    'x',
    { first: 7, last: 7 },
    values.map((value, at) => ({ source: `s${at}`, values: [value] })),
  )

test.each([
  [[100, 100.1], 100.05, []],
  [[100, 100.1, 100.2], 100.1, []],
  [[100, 100.1, 180], 100.05, ['s2']],
  [[undefined, 100, 100.2], 100.1, []],
  [[100, Number.NaN, 100.4], 100.2, []],
  [[1, 100, 100.1, 100.2, 900], 100.1, ['s0', 's4']],
])('%j resolves to %d, without %j', (values, value, refused) => {
  const reading = one(values)
  expect(reading.values[0]).toBeCloseTo(value)
  expect(reading.refused.map(({ source, step }) => [source, step])).toEqual(refused.map((name) => [name, 7]))
})

test.each([[[100]], [[]], [[100, 120]], [[undefined, 100, Number.POSITIVE_INFINITY]]])(
  '%j has no two sources that agree',
  (values) => {
    expect(() => one(values)).toThrow('step 7 of x has no two sources that agree')
  },
)

test('a source that fails is left out, two are not', async () => {
  const up = (name: string): Source => ({ name, quotes: async () => [5] })
  const down = (name: string): Source => ({ name, quotes: () => Promise.reject(new Error('down')) })
  const read = (sources: readonly Source[]) =>
    createSourcedFeed({ series: [{ name: 'x' }], sources, mostSteps: 9, newestStep: () => 3 }).read({
      ...{ first: 3, last: 3, signal: new AbortController().signal },
    })
  expect(await read([up('a'), down('b'), up('c')])).toEqual({ x: { values: [5], agreed: [2], refused: [] } })
  await expect(read([up('a'), down('b'), down('c')])).rejects.toThrow(
    'x has 1 of 3 sources: b: Error: down; c:',
  )
  expect(() =>
    createSourcedFeed({ series: [], sources: [up('a')], mostSteps: 1, newestStep: () => 1 }),
  ).toThrow()
})
