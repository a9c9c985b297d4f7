import { expect, test } from 'vitest'
import { judge } from './judge.js'
import { outcomesOn } from './outcomes.js'

/** Files of the client's suite that go through what runtimes have changed most: stakes, and checks before weights. */
const files = ['actions/stake.test.ts', 'weights/preflight.test.ts'].map(
  (file) => `packages/chain/src/${file}`,
)

test.each([293, 391, 473])('the client does what it should on spec %i', (specVersion) => {
  const outcomes = outcomesOn(specVersion, files)
  expect(outcomes.length).toBeGreaterThan(10)
  expect(judge(specVersion, outcomes).failed).toEqual([])
})
