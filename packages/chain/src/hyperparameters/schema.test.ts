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

test.each([
  [{ minBurn: 0.5 }, 'not 0.5', '"0.5 TAO"'],
  [{ minBurn: '0.5' }, 'not "0.5"', '"0.5 TAO"'],
  [{ maxBurn: '2 rao' }, 'not "2 rao"', 'TAO'],
  [{ maxBurn: 1e30 }, 'not 1e+30', 'rao'],
  [{ alphaValues: [0.7, 0.9] }, '65535ths', '45875 for 0.7, 58982 for 0.9'],
  [{ mechanismEmissionSplit: [0.5, 0.5] }, '65535ths', '32768 for 0.5'],
  [{ minChildkeyTake: 0.18 }, '65535ths', '11796 for 0.18'],
  [{ bondsMovingAverage: 0.9 }, 'millionths', '900000 for 0.9'],
  [{ immunityPeriod: 7.5 }, 'whole number of blocks, not 7.5', 'blocks'],
  [{ immunityPeriod: '5 hours' }, 'blocks', 'without quotes'],
  [{ commitReveal: 'true' }, 'true or false', 'without quotes'],
])('defect: a value in the wrong unit is refused without a word about units: %j', (input, detail, advice) => {
  expect(() => parseHyperparameters(input, 'subnet.json')).toThrow(
    expect.objectContaining({
      code: 'HYPERPARAMETERS_INVALID',
      message: expect.stringContaining(detail),
      fix: expect.stringContaining(advice),
    }),
  )
})
