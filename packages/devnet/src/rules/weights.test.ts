import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const validator = accountOf('validator')
const miner = accountOf('miner')

/** uid 0 owner, 1 validator, 2 miner; the validator has a permit and its rate limit is over. */
function subnet(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
  must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: miner }))
  must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: validator, netuid, amount_staked: 50n * tao }))
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 90 }))
  bench.mine(100)
  return bench
}

interface Submission {
  readonly as?: string
  readonly mecid?: number
  readonly dests?: number[]
  readonly weights?: number[]
  readonly version_key?: bigint
}
const set = (bench: Bench, { as = validator, ...rest }: Submission = {}) =>
  bench.call(as, 'SubtensorModule.set_mechanism_weights', {
    netuid,
    mecid: 0,
    dests: [2, 0],
    weights: [5, 10],
    version_key: 0n,
    ...rest,
  })

describe('set_weights', () => {
  it('stores the submitted order, scaled so that the largest is 65535, zeros kept', () => {
    const bench = subnet()
    must(set(bench, { dests: [2, 0, 1], weights: [5, 10, 0] }))
    const { SubtensorModule: subtensor } = bench.state
    expect(subtensor.Weights.get(netuid, 1)).toEqual([
      [2, 32768],
      [0, 65535],
      [1, 0],
    ])
    expect(subtensor.LastUpdate.get(netuid)[1]).toBe(101n)
    expect(bench.events.at(-1)).toMatchObject({ event: 'WeightsSet', data: [netuid, 1] })
  })

  // from the last check to the first: each case adds a fault that is looked at before the ones above it
  const wrong = { dests: [7, 7], weights: [1, 1] }
  const faults: readonly [error: string, bring: (bench: Bench) => void, submission?: Submission][] = [
    ['UidVecContainInvalidOne', () => {}, { dests: [2, 7], weights: [1, 1] }],
    ['DuplicateUids', () => {}, wrong],
    ['NeuronNoValidatorPermit', ({ state }) => state.SubtensorModule.ValidatorPermit.set(netuid, []), wrong],
    [
      'SettingWeightsTooFast',
      ({ state }) => state.SubtensorModule.LastUpdate.set(netuid, [2n, 2n, 2n]),
      wrong,
    ],
    [
      'IncorrectWeightVersionKey',
      ({ state }) => state.SubtensorModule.WeightsVersionKey.set(netuid, 3n),
      wrong,
    ],
    [
      'NotEnoughStakeToSetWeights',
      ({ state }) => state.SubtensorModule.StakeThreshold.set(1000n * tao),
      wrong,
    ],
    ['HotKeyNotRegisteredInSubNet', () => {}, { ...wrong, as: anna }],
    ['UidsLengthExceedUidsInSubNet', () => {}, { as: anna, dests: [7, 7, 7, 7], weights: [1, 1, 1, 1] }],
    ['MechanismDoesNotExist', () => {}, { as: anna, mecid: 1, dests: [7, 7, 7, 7], weights: [1, 1, 1, 1] }],
    ['WeightVecNotEqualSize', () => {}, { as: anna, mecid: 1, dests: [7, 7, 7, 7], weights: [1] }],
    [
      'CommitRevealEnabled',
      ({ state }) => state.SubtensorModule.CommitRevealWeightsEnabled.set(netuid, true),
      { as: anna, mecid: 1, dests: [7, 7, 7, 7], weights: [1] },
    ],
  ]

  it('refuses in the chain’s order', () => {
    const bench = subnet()
    bench.state.SubtensorModule.MinAllowedWeights.set(netuid, 3)
    expect(set(bench)).toBe('WeightVecLengthIsLow')
    for (const [error, bring, submission] of faults) {
      bring(bench)
      expect(set(bench, submission)).toBe(error)
    }
  })

  it('refuses root', () => {
    const bench = subnet()
    bench.state.SubtensorModule.CommitRevealWeightsEnabled.set(0, false)
    const onRoot = { netuid: 0, dests: [0], weights: [1, 2], version_key: 0n }
    expect(bench.call(validator, 'SubtensorModule.set_weights', onRoot)).toBe('CanNotSetRootNetworkWeights')
  })

  it('lets a miner weigh itself alone, and the owner anybody, without a permit', () => {
    const bench = subnet()
    bench.state.SubtensorModule.MinAllowedWeights.set(netuid, 2)
    expect(set(bench, { as: miner })).toBe('NeuronNoValidatorPermit')
    expect(set(bench, { as: miner, dests: [2], weights: [1] })).toBeNull()
    expect(set(bench, { as: accountOf('owner-hot') })).toBeNull()
  })

  it('counts registering as an update', () => {
    const bench = createSubnetBench()
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
    const own = { as: validator, dests: [1], weights: [1] }
    bench.mine(99)
    expect(set(bench, own)).toBe('SettingWeightsTooFast')
    expect(bench.poolCode(validator, 'SubtensorModule.set_weights', weightsCall)).toBeNull()
    bench.mine()
    expect(set(bench, own)).toBeNull()
  })
})

const weightsCall = { netuid, dests: [1], weights: [1], version_key: 0n }

describe('at the pool', () => {
  it('refuses too little stake with 1 and too soon with 6', () => {
    const bench = subnet()
    const code = () => bench.poolCode(validator, 'SubtensorModule.set_weights', weightsCall)
    expect(code()).toBeNull()
    must(set(bench))
    expect(code()).toBe(6)
    bench.state.SubtensorModule.StakeThreshold.set(1000n * tao)
    expect(code()).toBe(1)
  })
})

describe('batch_set_weights', () => {
  it('turns the failure of an item into an event and carries out the others', () => {
    const bench = subnet()
    must(
      bench.call(validator, 'SubtensorModule.batch_set_weights', {
        netuids: [1, netuid],
        weights: [[[0, 1]], [[2, 1]]],
        version_keys: [0n, 0n],
      }),
    )
    expect(bench.events.slice(-4).map(({ event }) => event)).toEqual([
      'WeightsSet',
      'BatchCompletedWithErrors',
      'BatchWeightItemFailed',
      'BatchWeightsCompleted',
    ])
    expect(bench.state.SubtensorModule.Weights.get(netuid, 1)).toEqual([[2, 65535]])
  })
})
