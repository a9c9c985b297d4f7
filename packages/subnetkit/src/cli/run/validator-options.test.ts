import { expect, test } from 'vitest'
import { validatorOptions } from './validator-options.js'

test("defect: a validator's database URL without that of a Redis was dropped without a word", () => {
  const url = 'postgres://127.0.0.1/validator'
  expect(validatorOptions({ database: { url } })).toMatchObject({ databaseUrl: url, redisUrl: undefined })
})
