import { expect, test } from 'vitest'
import { literalText } from './literal.js'
import { formatted } from './print.js'
import { compareNames } from './sort.js'

const shown = (code: string) => formatted('x: ', code, ',', 2)

test('an expression that fits stands on one line', () => {
  expect(shown('z.array(z.string()).max(3).default([])')).toBe('x: z.array(z.string()).max(3).default([]),')
})

test('a chain with a function or a long pattern has a line for each call from the third on', () => {
  expect(shown('z.string().min(3).default(() => 1)')).toBe(
    'x: z\n    .string()\n    .min(3)\n    .default(() => 1),',
  )
  expect(shown('z.string().default(() => 1)')).toBe('x: z.string().default(() => 1),')
  expect(shown('z.string().regex(/^[a-f0-9]+$/).nullable()')).toContain('\n    .regex(/^[a-f0-9]+$/)\n')
})

test('numbers fill their lines, and rows have one each', () => {
  const numbers = Array.from({ length: 40 }, (_, at) => at)
  expect(shown(`z.array(z.number()).default(${literalText(numbers)})`)).toBe(
    [
      'x: z',
      '    .array(z.number())',
      '    .default([',
      `      ${numbers.slice(0, 28).join(', ')},`,
      `      ${numbers.slice(28).join(', ')},`,
      '    ]),',
    ].join('\n'),
  )
  expect(shown('z.unknown().default([[1, 2], [3, 4]])')).toBe(
    'x: z.unknown().default([\n    [1, 2],\n    [3, 4],\n  ]),',
  )
})

test('literals take the quotes with fewer escapes, and numbers no plus', () => {
  expect(literalText(["it's", 'a "b"', 1e21, { 'a-b': null }])).toBe(
    `["it's", 'a "b"', 1e21, { 'a-b': null }]`,
  )
})

test('names are sorted by their numbers, then their letters, then their case', () => {
  expect(['x10', 'x2', 'aba', 'aBz', 'aB', 'ab', 'a1'].sort(compareNames)).toEqual([
    ...['a1', 'aB', 'aBz', 'ab', 'aba', 'x2', 'x10'],
  ])
})
