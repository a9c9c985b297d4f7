import { describe, expect, it } from 'vitest'
import { type Finding, lintRules } from './finding.js'
import { lintHyperparameters } from './lint.js'
import { newSubnet } from './new-subnet-state.js'
import type { HyperparameterState } from './state.js'
import {
  type HyperparameterValues,
  hyperparameterNames,
  hyperparameters,
  type OwnerHyperparameters,
} from './table.js'

/** A subnet as it is made, past its first epochs. */
function stateOf(
  values: HyperparameterValues = {},
  changes: Partial<Omit<HyperparameterState, 'values'>> = {},
): HyperparameterState {
  return {
    netuid: 3,
    block: { number: 1000, hash: '0x00' },
    owner: 'owner',
    values: {
      tempo: 360,
      immunityPeriod: 5000,
      commitReveal: true,
      revealPeriod: 1,
      minAllowedWeights: 1,
      weightsRateLimit: 100,
      weightsVersionKey: 4n,
      maxAllowedUids: 256,
      mechanismCount: 1,
      mechanismEmissionSplit: null,
      activityCutoffFactor: 13_889,
      minBurn: 500_000n,
      maxBurn: 100_000_000_000n,
      liquidAlpha: false,
      servingRateLimit: 50,
      minChildkeyTake: 0,
      ...values,
    },
    missing: [],
    uids: 20,
    minAllowedUids: 16,
    maxMechanismCount: 2,
    childkeyTake: [0, 11_796],
    minActivityCutoff: 360,
    rates: {},
    freezeWindow: 10,
    frozen: false,
    frozenUntil: null,
    ...changes,
  }
}

type Case = readonly [
  what: string,
  rule: Finding['rule'],
  severity: Finding['severity'],
  bad: readonly [OwnerHyperparameters, HyperparameterState?],
  good: readonly [OwnerHyperparameters, HyperparameterState?],
]

const cases: readonly Case[] = [
  [
    'immunity that ends before the first reveal',
    'immunity',
    'error',
    [{ immunityPeriod: 720, revealPeriod: 2 }],
    [{ immunityPeriod: 1081, revealPeriod: 2 }],
  ],
  ['a tempo that outgrows the immunity', 'immunity', 'error', [{ tempo: 5000 }], [{ tempo: 2000 }]],
  [
    'immunity that a newcomer may just miss',
    'immunity',
    'warning',
    [{ immunityPeriod: 720 }],
    [{ immunityPeriod: 721 }],
  ],
  [
    'immunity below a tempo without hidden weights',
    'immunity',
    'warning',
    [{ immunityPeriod: 360 }, stateOf({ commitReveal: false })],
    [{ immunityPeriod: 361 }, stateOf({ commitReveal: false })],
  ],
  [
    'uids of several mechanisms',
    'uids-per-mechanism',
    'error',
    [{ mechanismCount: 2 }],
    [{ mechanismCount: 2, maxAllowedUids: 128 }],
  ],
  [
    'a split that is not whole',
    'emission-split',
    'error',
    [{ mechanismEmissionSplit: [65_534] }],
    [{ mechanismEmissionSplit: [65_535] }],
  ],
  [
    'a split for more mechanisms than there are',
    'emission-split',
    'error',
    [{ mechanismEmissionSplit: [30_000, 35_535] }],
    [{ mechanismEmissionSplit: [30_000, 35_535], mechanismCount: 2, maxAllowedUids: 64 }],
  ],
  [
    'a rate limit of weights above the tempo',
    'weights-rate',
    'warning',
    [{}, stateOf({ weightsRateLimit: 361 })],
    [{ tempo: 361 }, stateOf({ weightsRateLimit: 361 })],
  ],
  [
    'more weights than uids',
    'min-weights',
    'error',
    [{ minAllowedWeights: 65, maxAllowedUids: 64 }],
    [{ minAllowedWeights: 20, maxAllowedUids: 64 }],
  ],
  [
    'more weights than neurons',
    'min-weights',
    'warning',
    [{ minAllowedWeights: 21 }],
    [{ minAllowedWeights: 20 }],
  ],
  [
    'inactivity within a tempo',
    'activity',
    'warning',
    [{ activityCutoffFactor: 1000 }],
    [{ activityCutoffFactor: 1003 }],
  ],
  [
    'inactivity before weights may be set again',
    'activity',
    'error',
    [{ activityCutoffFactor: 1000 }, stateOf({ weightsRateLimit: 360 })],
    [{ activityCutoffFactor: 2000 }, stateOf({ weightsRateLimit: 360 })],
  ],
  [
    'a reveal period without hidden weights',
    'reveal-period',
    'warning',
    [{ revealPeriod: 2, commitReveal: false }],
    [{ revealPeriod: 2, commitReveal: true }, stateOf({ commitReveal: false })],
  ],
  [
    'commits that are stranded',
    'commit-reveal-switch',
    'warning',
    [{ commitReveal: false }],
    [{ commitReveal: true }, stateOf({ commitReveal: false })],
  ],
  [
    'validators that are locked out',
    'version-key',
    'warning',
    [{ weightsVersionKey: 5n }],
    [{ weightsVersionKey: 3n }],
  ],
  [
    'a range of alpha without liquid alpha',
    'alpha-values',
    'error',
    [{ alphaValues: [40_000, 50_000] }],
    [{ alphaValues: [40_000, 50_000], liquidAlpha: true }],
  ],
  [
    'a range of alpha upside down',
    'alpha-values',
    'error',
    [{ alphaValues: [50_000, 40_000], liquidAlpha: true }],
    [{ alphaValues: [40_000, 40_000], liquidAlpha: true }],
  ],
  [
    'a range of burn upside down',
    'burn-range',
    'error',
    [{ minBurn: 200_000_000n, maxBurn: 200_000_000n }],
    [{ minBurn: 200_000_000n, maxBurn: 200_000_001n }],
  ],
  ['a tempo that is too short', 'bounds', 'error', [{ tempo: 359 }], [{ tempo: 361 }]],
  ['a tempo that is too long', 'bounds', 'error', [{ tempo: 50_401 }], [{ tempo: 4_000 }]],
  ['fewer uids than are taken', 'bounds', 'error', [{ maxAllowedUids: 19 }], [{ maxAllowedUids: 21 }]],
  [
    'fewer uids than the chain takes',
    'bounds',
    'error',
    [{ maxAllowedUids: 63 }, stateOf({}, { minAllowedUids: 64 })],
    [{ maxAllowedUids: 64 }, stateOf({}, { minAllowedUids: 64 })],
  ],
  [
    'more mechanisms than the chain takes',
    'bounds',
    'error',
    [{ mechanismCount: 3, maxAllowedUids: 64 }],
    [{ mechanismCount: 2, maxAllowedUids: 64 }],
  ],
  ['a take out of range', 'bounds', 'error', [{ minChildkeyTake: 11_797 }], [{ minChildkeyTake: 11_796 }]],
  ['a burn out of range', 'bounds', 'error', [{ minBurn: 1_000_000_000n }], [{ minBurn: 999_999_999n }]],
  [
    'a call that the runtime does not have',
    'unavailable',
    'error',
    [{ tempo: 400 }, stateOf({}, { missing: ['tempo'] })],
    [{ tempo: 400 }],
  ],
  [
    'a change too soon after the last',
    'rate-limit',
    'warning',
    [{ servingRateLimit: 9 }, stateOf({}, { rates: { servingRateLimit: { limit: 720, last: 282 } } })],
    [{ servingRateLimit: 9 }, stateOf({}, { rates: { servingRateLimit: { limit: 720, last: 281 } } })],
  ],
  [
    'the freeze window',
    'freeze-window',
    'warning',
    [{ servingRateLimit: 9 }, stateOf({}, { frozen: true, frozenUntil: 1005 })],
    [{ servingRateLimit: 9 }],
  ],
  [
    'a tempo within the freeze window',
    'freeze-tempo',
    'warning',
    [{}, stateOf({ tempo: 10, immunityPeriod: 50, weightsRateLimit: 1 })],
    [{}, stateOf({ tempo: 11, immunityPeriod: 50, weightsRateLimit: 1 })],
  ],
]

describe('the lint of hyperparameters', () => {
  it('has nothing to say about a new subnet', () => {
    expect(lintHyperparameters({}, stateOf())).toEqual([])
  })

  const found = (
    [wanted, state = stateOf()]: readonly [OwnerHyperparameters, HyperparameterState?],
    rule: Finding['rule'],
    severity: Finding['severity'],
  ) => lintHyperparameters(wanted, state).filter((one) => one.rule === rule && one.severity === severity)

  it.each(cases)('finds %s', (_, rule, severity, bad) => {
    const [finding] = found(bad, rule, severity)
    expect(finding).toMatchObject({ message: expect.any(String), fix: expect.any(String) })
    expect(finding?.names.length).toBeGreaterThan(0)
  })

  it.each(cases)('lets pass what mends %s', (_, rule, severity, _bad, good) => {
    expect(found(good, rule, severity)).toEqual([])
  })

  it('has a case that fails and one that passes for every rule', () => {
    expect(new Set(cases.map(([, rule]) => rule))).toEqual(new Set(lintRules))
  })

  it('tells the block from which on a change is taken', () => {
    const state = stateOf({}, { rates: { servingRateLimit: { limit: 720, last: 900 } } })
    expect(lintHyperparameters({ servingRateLimit: 9 }, state)).toMatchObject([{ retryBlock: 1620 }])
    // What is already so needs no change.
    expect(lintHyperparameters({ servingRateLimit: 50 }, state)).toEqual([])
  })

  it('says nothing about values that a new subnet has already', () => {
    const owned = hyperparameterNames.filter((name) => hyperparameters[name].who === 'owner')
    const wanted = Object.fromEntries(owned.map((name) => [name, newSubnet.values[name]]))
    expect(lintHyperparameters(wanted)).toEqual([])
  })

  it('puts errors first', () => {
    const severities = lintHyperparameters({ commitReveal: false, tempo: 1 }, stateOf()).map(
      ({ severity }) => severity,
    )
    expect(severities).toEqual([...severities].sort())
    expect(new Set(severities)).toEqual(new Set(['error', 'warning']))
  })
})
