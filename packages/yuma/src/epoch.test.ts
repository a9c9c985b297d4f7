import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runEpoch } from './epoch.js'
import type { EpochInput, SparseRow } from './types.js'

const N = 6
const U16 = fc.integer({ min: 0, max: 65535 })
const row = fc.uniqueArray(fc.tuple(fc.nat(N - 1), U16), { selector: ([uid]) => uid })
const perUid = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: N, maxLength: N })

const inputs: fc.Arbitrary<EpochInput> = fc.record({
  n: fc.constant(N),
  currentBlock: fc.constant(10_000),
  tempo: fc.constant(360),
  activityCutoffBlocks: fc.constant(5000),
  lastUpdate: perUid(fc.constantFrom(4999, 5000, 9900)),
  blockAtRegistration: perUid(fc.constantFrom(1, 9639, 9640, 9800)),
  taoWeight: fc.constantFrom(0n, 1n << 60n, (1n << 64n) - 1n),
  alphaStake: perUid(fc.bigInt(0n, 21n * 10n ** 15n)),
  taoStake: perUid(fc.bigInt(0n, 21n * 10n ** 15n)),
  stakeThreshold: fc.constantFrom(0n, 10n ** 15n),
  ownerUid: fc.constantFrom(null, 0, 3),
  validatorPermit: perUid(fc.boolean()),
  maxAllowedValidators: fc.nat(N + 1),
  commitRevealEnabled: fc.boolean(),
  kappa: U16,
  bondsPenalty: fc.oneof(fc.constantFrom(0, 65535), U16),
  bondsMovingAverage: fc.nat(1_000_000),
  lastMechanismStepBlock: fc.constantFrom(0, 9639),
  alphaSigmoidSteepness: fc.constantFrom(0, 1000, 32767, -1000),
  alphaLow: fc.constant(6554),
  alphaHigh: fc.constant(58982),
  yuma3: fc.boolean(),
  liquidAlpha: fc.boolean(),
  weights: perUid(row),
  bonds: perUid(row),
  commitBlocks: perUid(fc.constantFrom(null, 9700)),
  raoEmission: fc.bigInt(0n, (1n << 64n) - 1n),
})

const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)
const isU16 = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65535

/** Two validators and two miners whose weights are as good as they look. */
const plain: EpochInput = {
  n: 4,
  currentBlock: 1000,
  tempo: 360,
  activityCutoffBlocks: 5000,
  lastUpdate: [900, 900, 900, 900],
  blockAtRegistration: [1, 1, 1, 1],
  taoWeight: 0n,
  alphaStake: [100n, 100n, 0n, 0n],
  taoStake: [0n, 0n, 0n, 0n],
  stakeThreshold: 0n,
  ownerUid: null,
  validatorPermit: [true, true, false, false],
  maxAllowedValidators: 2,
  weights: [
    [
      [2, 65535],
      [3, 32768],
    ],
    [
      [2, 65535],
      [3, 32768],
    ],
    [],
    [],
  ],
  commitRevealEnabled: false,
  commitBlocks: [],
  kappa: 32767,
  bondsPenalty: 65535,
  bondsMovingAverage: 900_000,
  lastMechanismStepBlock: 0,
  bonds: [],
  alphaSigmoidSteepness: 1000,
  alphaLow: 45875,
  alphaHigh: 58982,
  yuma3: true,
  liquidAlpha: false,
  raoEmission: 1_000_000n,
}

describe('any epoch', () => {
  it('pays no more than the emission, in whole non-negative amounts, and stores u16 values', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { stored, payout } = runEpoch(input)
        expect(sum([...payout.serverEmission, ...payout.validatorEmission])).toBeLessThanOrEqual(
          input.raoEmission,
        )
        expect(sum(stored.emission)).toBeLessThanOrEqual(input.raoEmission)
        const amounts = [...payout.serverEmission, ...payout.validatorEmission, ...stored.emission]
        expect(amounts.every((amount) => amount >= 0n)).toBe(true)
        const values = [
          stored.consensus,
          stored.dividends,
          stored.validatorTrust,
          stored.stakeWeight,
          stored.incentive,
          stored.bonds.flatMap((bonds) => bonds.map(([, value]) => value)),
        ].flat()
        expect(values.every(isU16)).toBe(true)
        stored.bonds.forEach((bonds, uid) => {
          if (!stored.validatorPermit[uid]) expect(bonds).toEqual([])
        })
      }),
      { numRuns: 1000 },
    )
  })

  it('depends on nothing but its input, traced or not', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const before = structuredClone(input)
        const { intermediate, ...traced } = runEpoch(input, { trace: true })
        expect(intermediate).toBeDefined()
        expect(runEpoch(input)).toEqual(traced)
        expect(input).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  it('reads rows in any order of uids alike, unless liquid alpha walks them', () => {
    const byUid = (rows: readonly SparseRow[]) => rows.map((cells) => cells.toSorted(([a], [b]) => a - b))
    fc.assert(
      fc.property(inputs, (input) => {
        const unsorted = { ...input, liquidAlpha: false }
        const sorted = { ...unsorted, weights: byUid(input.weights), bonds: byUid(input.bonds) }
        expect(runEpoch(unsorted)).toEqual(runEpoch(sorted))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the rules', () => {
  it('divides the emission between miners and validators', () => {
    const { payout, stored } = runEpoch(plain)
    expect(payout.serverEmission).toEqual([0n, 0n, 333331n, 166668n])
    expect(payout.validatorEmission).toEqual([250000n, 250000n, 0n, 0n])
    expect(stored.validatorPermit).toEqual([true, true, false, false])
    expect(stored.validatorTrust).toEqual([65534, 65534, 0, 0])
  })

  it('counts exactly the default kappa as a majority', () => {
    const split = { ...plain, weights: [[[2, 1]], [[3, 1]], [], []] as SparseRow[] }
    expect(runEpoch(split).stored.consensus).toEqual([0, 0, 65535, 65535])
    const uneven = { ...split, alphaStake: [40n, 60n, 0n, 0n] }
    expect(runEpoch(uneven).stored.consensus).toEqual([0, 0, 0, 65535])
  })

  it('pays stake where nobody validates', () => {
    const idle = { ...plain, lastUpdate: [], currentBlock: 9000, alphaStake: [300n, 100n, 0n, 0n] }
    const { payout, stored } = runEpoch(idle)
    expect(stored.active).toEqual([false, false, false, false])
    expect(payout.serverEmission).toEqual([0n, 0n, 0n, 0n])
    expect(payout.validatorEmission).toEqual([750_000n, 250_000n, 0n, 0n])
  })

  it('refuses the rows of missing permits, but masks no stake with an empty vector', () => {
    const { stored, payout } = runEpoch({ ...plain, validatorPermit: [] })
    expect(stored.incentive).toEqual([0, 0, 0, 0])
    expect(payout.validatorEmission).toEqual([500_000n, 500_000n, 0n, 0n])
    expect(runEpoch({ ...plain, validatorPermit: [true] }).stored.validatorTrust).toEqual([65534, 0, 0, 0])
  })

  it('hides a neuron that was registered again behind a pending commit', () => {
    const again = {
      ...plain,
      commitRevealEnabled: true,
      commitBlocks: [500, 500],
      blockAtRegistration: [1, 1, 1, 600],
    }
    expect(runEpoch(again).stored.consensus).toEqual([0, 0, 65535, 0])
    expect(runEpoch({ ...again, commitRevealEnabled: false }).stored.consensus[3]).toBeGreaterThan(0)
    expect(runEpoch({ ...again, commitBlocks: [600, 600] }).stored.consensus[3]).toBeGreaterThan(0)
  })

  it('reads a weight after a larger uid as absent when it looks for liquid alpha', () => {
    const weights = plain.weights.map((cells) => cells.toReversed())
    const liquid = { ...plain, liquidAlpha: true }
    const sorted = runEpoch(liquid, { trace: true }).intermediate!
    const reversed = runEpoch({ ...liquid, weights }, { trace: true }).intermediate!
    expect(reversed.consensus).toEqual(sorted.consensus)
    // With its weight unseen, uid 2 stands at no distance from a consensus it does not reach.
    const untouched = sorted.liquidAlphas![0]![0]!
    expect(reversed.liquidAlphas![0]![2]).toBe(untouched)
    const bonded = { ...liquid, bonds: [[[2, 65535]], [], [], []] as SparseRow[] }
    expect(runEpoch(bonded).stored.bonds[0]).not.toEqual(
      runEpoch({ ...bonded, weights }).stored.bonds[0]!.toReversed(),
    )
  })

  it('forgets a bond without a weight entry under liquid alpha, and lets it decay otherwise', () => {
    const bonds: SparseRow[] = [[[1, 65535]], [], [], []]
    const bondTo = (uid: number, input: EpochInput) =>
      runEpoch(input).stored.bonds[0]!.find(([j]) => j === uid)?.[1]
    expect(bondTo(1, { ...plain, bonds })).toBe(58981)
    expect(bondTo(1, { ...plain, bonds, liquidAlpha: true })).toBeUndefined()
    const kept = plain.weights.map((cells) => [[1, 0] as const, ...cells])
    expect(bondTo(1, { ...plain, bonds, weights: kept, liquidAlpha: true })).toBeGreaterThan(0)
  })
})

it.each([
  ['n', 65536],
  ['n', 1.5],
  ['kappa', 65536],
  ['bondsPenalty', -1],
  ['bondsMovingAverage', 16_000_001],
  ['alphaSigmoidSteepness', 32768],
  ['raoEmission', -1n],
] as const)('refuses %s = %s', (name, value) => {
  expect(() => runEpoch({ ...plain, [name]: value })).toThrow(
    expect.objectContaining({ code: 'EPOCH_INPUT_INVALID', details: expect.objectContaining({ name }) }),
  )
})

it('refuses more stake than the chain could sum', () => {
  const alphaStake = [1n << 63n, 1n << 63n, 0n, 0n]
  expect(() => runEpoch({ ...plain, alphaStake })).toThrow(
    expect.objectContaining({ code: 'STAKE_SUM_TOO_LARGE' }),
  )
})
