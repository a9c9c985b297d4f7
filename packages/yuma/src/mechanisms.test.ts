import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runEpoch } from './epoch.js'
import { runFlatMechanisms, runMechanisms, splitEmission } from './mechanisms.js'
import type { FlatRow, MechanismState, SparseRow, SubnetState } from './types.js'

const subnet: SubnetState = {
  n: 3,
  currentBlock: 1000,
  tempo: 360,
  activityCutoffBlocks: 500,
  blockAtRegistration: [1, 1, 1],
  taoWeight: 0n,
  alphaStake: [100n, 0n, 0n],
  taoStake: [],
  stakeThreshold: 0n,
  ownerUid: null,
  validatorPermit: [true, false, false],
  maxAllowedValidators: 1,
  commitRevealEnabled: false,
  kappa: 32767,
  bondsPenalty: 65535,
  bondsMovingAverage: 900_000,
  lastMechanismStepBlock: 0,
  alphaSigmoidSteepness: 1000,
  alphaLow: 45875,
  alphaHigh: 58982,
  yuma3: true,
  liquidAlpha: false,
}
const towards = (uid: number): MechanismState => ({
  lastUpdate: [900, 900, 900],
  weights: [[[uid, 65535]], [], []],
  bonds: [],
  commitBlocks: [],
})
const hotkeys = ['0xcc', '0x0a', '0xBB']

describe('splitEmission', () => {
  it('divides evenly and leaves the rest to mechanism 0', () => {
    expect(splitEmission(11n, 3, null)).toEqual([5n, 3n, 3n])
  })

  it('follows a split of u16 shares, cut or padded to the number of mechanisms', () => {
    expect(splitEmission(65535n, 2, [1, 65534])).toEqual([1n, 65534n])
    expect(splitEmission(1000n, 3, [32767, 32768])).toEqual([500n, 500n, 0n])
    expect(splitEmission(1000n, 1, [1, 65534])).toEqual([1000n])
  })
})

describe('runMechanisms', () => {
  it('adds nothing to a single mechanism', () => {
    const input = { subnet, mechanisms: [towards(1)], emission: 1000n, emissionSplit: null, hotkeys }
    const { stored, mechanisms, payouts } = runMechanisms(input)
    const alone = runEpoch({ ...subnet, ...towards(1), raoEmission: 1000n })
    const { incentive, bonds, ...perSubnet } = alone.stored
    expect(stored).toEqual(perSubnet)
    expect(mechanisms).toEqual([
      { incentive, bonds, emission: 1000n, serverEmission: alone.payout.serverEmission },
    ])
    expect(payouts.map(({ uid }) => uid)).toEqual([1, 2, 0])
  })

  it('pays each mechanism in full and weighs what is stored by its part', () => {
    const { stored, mechanisms, payouts } = runMechanisms({
      subnet,
      mechanisms: [towards(1), towards(2)],
      emission: 1000n,
      emissionSplit: [16384, 49151],
      hotkeys,
    })
    expect(mechanisms.map(({ emission }) => emission)).toEqual([251n, 749n])
    expect(mechanisms.map(({ incentive }) => incentive)).toEqual([
      [0, 65535, 0],
      [0, 0, 65535],
    ])
    expect(payouts).toEqual([
      { hotkey: '0x0a', uid: 1, server: 125n, validator: 0n },
      { hotkey: '0xBB', uid: 2, server: 374n, validator: 0n },
      { hotkey: '0xcc', uid: 0, server: 0n, validator: 499n },
    ])
    // 65535 * 0.251 and 65535 * 0.749, each floored, so one is lost where both add up.
    expect(stored.consensus).toEqual([0, 16449, 49085])
    expect(stored.dividends).toEqual([65534, 0, 0])
    // Combined emission is weighted again: floor(125 * 0.251), floor(374 * 0.749).
    expect(stored.emission).toEqual([311n, 31n, 280n])
  })

  it('takes mechanism 0 alone when there is nothing to emit', () => {
    const { stored } = runMechanisms({
      subnet,
      mechanisms: [towards(1), { ...towards(2), lastUpdate: [400, 900, 400] }],
      emission: 0n,
      emissionSplit: null,
      hotkeys,
    })
    expect(stored.consensus).toEqual([0, 65535, 0])
    expect(stored.active).toEqual([true, true, true])
  })

  it('counts a neuron as active that is so in any mechanism', () => {
    const late = (lastUpdate: number[]): MechanismState => ({ ...towards(1), lastUpdate })
    const mechanisms = [late([900, 400, 400]), late([400, 900, 400])]
    const { stored } = runMechanisms({ subnet, mechanisms, emission: 10n, emissionSplit: null, hotkeys })
    expect(stored.active).toEqual([true, true, false])
  })

  it('pays nothing to uids without a key and refuses a hotkey at two uids', () => {
    const base = { subnet, mechanisms: [towards(1)], emission: 1000n, emissionSplit: null }
    expect(runMechanisms({ ...base, hotkeys: ['0xcc', null, '0xbb'] }).payouts.map(({ uid }) => uid)).toEqual(
      [2, 0],
    )
    expect(() => runMechanisms({ ...base, hotkeys: ['0xcc', '0xcc', '0xbb'] })).toThrow(
      expect.objectContaining({ code: 'HOTKEY_DUPLICATE', details: { hotkey: '0xcc', first: 0, second: 1 } }),
    )
    expect(() => runMechanisms({ ...base, mechanisms: [], hotkeys })).toThrow(
      expect.objectContaining({ code: 'MECHANISMS_MISSING' }),
    )
  })
})

describe('runFlatMechanisms', () => {
  const cell = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 65535 }))
  const rows = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 4 })
  const flat = (row: SparseRow): FlatRow => Uint16Array.from(row.flat())

  it('gives what runMechanisms gives, from and to flat rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rows, rows), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        (mechanisms, yuma3, liquidAlpha) => {
          const common = {
            subnet: {
              ...subnet,
              validatorPermit: [true, true, false],
              maxAllowedValidators: 2,
              yuma3,
              liquidAlpha,
            },
            emission: 1_000_003n,
            emissionSplit: null,
            hotkeys,
          }
          const states = mechanisms.map(([weights, bonds]) => ({ ...towards(1), weights, bonds }))
          const { mechanisms: pairs, ...rest } = runMechanisms({ ...common, mechanisms: states })
          const flatStates = states.map((state) => ({
            ...state,
            weights: state.weights.map(flat),
            bonds: state.bonds.map(flat),
          }))
          expect(runFlatMechanisms({ ...common, mechanisms: flatStates })).toEqual({
            ...rest,
            mechanisms: pairs.map((mechanism) => ({ ...mechanism, bonds: mechanism.bonds.map(flat) })),
          })
        },
      ),
    )
  })
})
