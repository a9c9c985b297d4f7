import { expect, test } from 'vitest'
import { parseHyperparameters } from './schema.js'

test('a file is read with its units', () => {
  const file = {
    tempo: 360,
    minBurn: '0.0005 TAO',
    maxBurn: '100000000000',
    weightsVersionKey: '18446744073709551615',
    alphaValues: [1638, 60_000],
    mechanismEmissionSplit: null,
    recycleOrBurn: 'recycle',
    burnIncreaseMult: 1.26,
  }
  expect(parseHyperparameters(JSON.parse(JSON.stringify(file)))).toEqual({
    ...file,
    minBurn: 500_000n,
    maxBurn: 100_000_000_000n,
    weightsVersionKey: 2n ** 64n - 1n,
  })
})

test.each([
  ['commit_reveal_weights_enabled', 'commitReveal'],
  ['sudo_set_commit_reveal_weights_interval', 'revealPeriod'],
  ['ServingRateLimit', 'servingRateLimit'],
  ['imunityPeriod', 'immunityPeriod'],
  ['min_allowed_weight', 'minAllowedWeights'],
  ['tempoo', 'tempo'],
])('%s is unknown, and %s is what was meant', (name, meant) => {
  expect(() => parseHyperparameters({ [name]: 1 })).toThrow(
    expect.objectContaining({
      code: 'HYPERPARAMETERS_INVALID',
      fix: `Use ${meant} if that is what you mean.`,
    }),
  )
})

test('a name that is like no other is answered with all of them', () => {
  expect(() => parseHyperparameters({ zzzzzzzzzzzzzzzz: 1 })).toThrow(
    expect.objectContaining({ fix: expect.stringContaining('tempo, immunityPeriod') }),
  )
})

test.each([
  [{ kappa: 1 }, /kappa is set by the chain's root/],
  [{ tempo: '360' }, /tempo/],
  [{ tempo: 1.5 }, /tempo/],
  [{ commitReveal: 1 }, /commitReveal/],
  [{ minBurn: '0.5' }, /minBurn/],
  [{ minBurn: '0.0000000001 TAO' }, /minBurn/],
  [{ alphaValues: [1] }, /alphaValues/],
  [{ ownerHotkey: '5abc' }, /ownerHotkey/],
  [{ recycleOrBurn: 'keep' }, /recycleOrBurn/],
  [null, /expected/i],
  [[], /expected/i],
])('%j is refused', (input, text) => {
  expect(() => parseHyperparameters(input, 'subnet.json')).toThrow(
    expect.objectContaining({ code: 'HYPERPARAMETERS_INVALID', message: expect.stringMatching(text) }),
  )
})
