import { expect, expectTypeOf, test } from 'vitest'
import { defineAgent } from './agent.js'
import { parametersOf, withParameters } from './parameters.js'

const half = defineAgent({
  name: 'half',
  parameters: {
    share: { from: 0, to: 1, default: 0.5 },
    rounds: { from: 1, to: 9, default: 3, whole: true },
  },
  answer({ parameters }) {
    expectTypeOf(parameters).toEqualTypeOf<Readonly<Record<'share' | 'rounds', number>>>()
    return null
  },
})

test('an agent plays with the defaults of its parameters, and with other values inside their ranges', () => {
  expect(parametersOf(half)).toEqual({ share: 0.5, rounds: 3 })
  expect(parametersOf(withParameters(half, { share: 2, rounds: 4.6 }))).toEqual({ share: 1, rounds: 5 })
  expect(parametersOf(half)).toEqual({ share: 0.5, rounds: 3 })
})

test.each([
  ['outside its range', { from: 0, to: 1, default: 2 }],
  ['no number', { from: 0, to: Number.NaN, default: 0 }],
  ['not whole', { from: 0, to: 1, default: 0.5, whole: true }],
  ['misspelt', { from: 0, to: 1, default: 0.5, hole: true }],
])('a parameter that is %s is refused', (_, share) => {
  const define = () => defineAgent({ name: 'odd', parameters: { share }, answer: () => null })
  expect(define).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
