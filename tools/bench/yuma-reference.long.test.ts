import { type EpochInput, runEpoch } from '@subnetkit/yuma'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { referenceEpoch } from './yuma-reference.js'

/** Uids that have stake and rows. */
const N = 7
/** Uids in all, in the larger subnets: enough for rows to be short beside them. */
const LARGE_N = 20
const uid = fc.oneof(fc.nat(N), fc.nat(LARGE_N))
const U16 = fc.integer({ min: 0, max: 65535 })
const rows = () => perUid(fc.uniqueArray(fc.tuple(uid, U16), { selector: ([j]) => j }))
const perUid = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: N, maxLength: N })

/** Everything an epoch can meet: unsorted rows, boundary blocks, missing permits, growing bonds. */
const inputs: fc.Arbitrary<EpochInput> = fc.record({
  n: fc.constantFrom(N, LARGE_N),
  currentBlock: fc.constant(10_000),
  tempo: fc.constant(360),
  activityCutoffBlocks: fc.constant(5000),
  lastUpdate: perUid(fc.constantFrom(4999, 5000, 9800, 9801, 9900)),
  blockAtRegistration: perUid(fc.constantFrom(1, 1, 1, 9639, 9640, 9700, 9800)),
  taoWeight: fc.constantFrom(0n, 971718665099567868n, (1n << 64n) - 1n),
  alphaStake: perUid(fc.oneof(fc.constantFrom(0n, 1n), fc.bigInt(0n, 21n * 10n ** 15n))),
  taoStake: perUid(fc.oneof(fc.constant(0n), fc.bigInt(0n, 21n * 10n ** 15n))),
  stakeThreshold: fc.constantFrom(0n, 0n, 10n ** 15n),
  ownerUid: fc.constantFrom(null, 0, 3),
  validatorPermit: fc.array(fc.boolean(), { maxLength: N }),
  maxAllowedValidators: fc.nat(N + 1),
  commitRevealEnabled: fc.boolean(),
  kappa: fc.oneof(fc.constantFrom(0, 32767, 65535), U16),
  bondsPenalty: fc.oneof(fc.constantFrom(0, 65535), U16),
  bondsMovingAverage: fc.oneof(fc.constantFrom(0, 900_000, 1_000_000, 16_000_000), fc.nat(2_000_000)),
  lastMechanismStepBlock: fc.constantFrom(0, 9639),
  alphaSigmoidSteepness: fc.oneof(fc.constantFrom(1000, 200, -200), fc.integer({ min: -32768, max: 32767 })),
  alphaLow: U16,
  alphaHigh: U16,
  yuma3: fc.boolean(),
  liquidAlpha: fc.boolean(),
  weights: rows(),
  bonds: rows(),
  commitBlocks: perUid(fc.constantFrom(null, 9700, 9900)),
  raoEmission: fc.bigInt(0n, (1n << 64n) - 1n),
})

it('is what the package computes, epoch after epoch', () => {
  fc.assert(
    fc.property(inputs, (first) => {
      let input = first
      for (let epoch = 0; epoch < 3; epoch++) {
        const result = referenceEpoch(input)
        expect(runEpoch(input)).toEqual(result)
        const { bonds, validatorPermit } = result.stored
        input = { ...input, bonds, validatorPermit, ownerUid: null }
      }
    }),
    { numRuns: 1000 },
  )
})
