import { hyperparameterNames, hyperparameters, specOf } from '@subnetkit/chain'
import { expect, expectTypeOf, test } from 'vitest'
import type { Hyperparameters } from './hyperparameters.js'

test('declared hyperparameters are typed by the table, and root parameters are not among them', () => {
  expectTypeOf<Hyperparameters['tempo']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<Hyperparameters['commitReveal']>().toEqualTypeOf<boolean | undefined>()
  expectTypeOf<Hyperparameters['maxBurn']>().toEqualTypeOf<bigint | undefined>()
  expectTypeOf<Hyperparameters>().not.toHaveProperty('kappa')
  expectTypeOf<Hyperparameters>().not.toHaveProperty('weightsRateLimit')
})

test('no storage, call or chain name stands in the table twice', () => {
  for (const key of ['storage', 'chainName'] as const) {
    const values = hyperparameterNames.map((name) => specOf(name)[key])
    expect(new Set(values).size).toBe(values.length)
  }
  const calls = Object.values(hyperparameters).map(({ call }) => call.name)
  expect(new Set(calls).size).toBe(calls.length)
})
