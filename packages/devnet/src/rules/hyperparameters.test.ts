import { describe, expect, it } from 'vitest'
import type { CallArgs, CallName } from '../schema/schema.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna] = people as [string, string]
const one = 1n << 64n

/** Outside of the freeze window, which the first blocks of the bench are. */
const immunity = (bench: Bench, as: string, immunity_period = 7, subnet = netuid) =>
  bench.call(as, 'AdminUtils.sudo_set_immunity_period', { netuid: subnet, immunity_period })

describe('a parameter of the owner', () => {
  it('is set, announced, and limited to once in two tempos; root has no limit', () => {
    const bench = createSubnetBench()
    must(immunity(bench, owner, 100))
    expect(bench.state.SubtensorModule.ImmunityPeriod.get(netuid)).toBe(100)
    expect(bench.events.at(-1)).toMatchObject({ event: 'ImmunityPeriodSet', data: [netuid, 100] })
    expect(immunity(bench, owner)).toBe('TxRateLimitExceeded')
    expect(immunity(bench, 'root')).toBeNull()
    const rho = bench.call(owner, 'AdminUtils.sudo_set_rho', { netuid, rho: 3 })
    expect(rho).toBeNull()
    bench.mine(719)
    expect(immunity(bench, owner)).toBe('TxRateLimitExceeded')
    bench.mine()
    expect(immunity(bench, owner)).toBeNull()
  })

  it('looks at origin, rate, freeze window, subnet and bounds in that order', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    const penalty = (as: string, max_allowed_uids = 1, subnet = netuid) =>
      bench.call(as, 'AdminUtils.sudo_set_max_allowed_uids', { netuid: subnet, max_allowed_uids })
    expect(penalty(owner)).toBe('AdminUtils.MaxAllowedUidsLessThanMinAllowedUids')
    must(penalty(owner, 100))
    subtensor.Tempo.set(77, 1000)
    expect(penalty('root', 1, 77)).toBe('AdminUtils.SubnetDoesNotExist')
    subtensor.Tempo.set(77, 1)
    expect(penalty('root', 1, 77)).toBe('AdminActionProhibitedDuringWeightsWindow')
    subtensor.PendingEpochAt.set(netuid, 999n)
    expect(penalty('root')).toBe('AdminActionProhibitedDuringWeightsWindow')
    expect(penalty(owner)).toBe('TxRateLimitExceeded')
    expect(penalty(anna)).toBe('BadOrigin')
  })
})

describe('a parameter of root', () => {
  it('is refused to owners, and knows no freeze window', () => {
    const bench = createSubnetBench()
    const kappa = (as: string, subnet = netuid) =>
      bench.call(as, 'AdminUtils.sudo_set_kappa', { netuid: subnet, kappa: 5 })
    bench.state.SubtensorModule.PendingEpochAt.set(netuid, 999n)
    expect(kappa(owner)).toBe('BadOrigin')
    expect(kappa('root', 9)).toBe('AdminUtils.SubnetDoesNotExist')
    expect(kappa('root')).toBeNull()
  })
})

type Case = {
  [N in CallName]: readonly [call: N, args: Omit<CallArgs<N>, 'netuid'>, error: string | null]
}[CallName]

describe('bounds', () => {
  const cases: readonly Case[] = [
    [
      'AdminUtils.sudo_set_max_allowed_uids',
      { max_allowed_uids: 63 },
      'MaxAllowedUidsLessThanMinAllowedUids',
    ],
    ['AdminUtils.sudo_set_max_allowed_uids', { max_allowed_uids: 64 }, null],
    [
      'AdminUtils.sudo_set_max_allowed_uids',
      { max_allowed_uids: 257 },
      'MaxAllowedUidsGreaterThanDefaultMaxAllowedUids',
    ],
    ['AdminUtils.sudo_set_bonds_moving_average', { bonds_moving_average: 975_000n }, null],
    [
      'AdminUtils.sudo_set_bonds_moving_average',
      { bonds_moving_average: 975_001n },
      'BondsMovingAverageMaxReached',
    ],
    ['AdminUtils.sudo_set_alpha_sigmoid_steepness', { steepness: -1 }, 'NegativeSigmoidSteepness'],
    ['AdminUtils.sudo_set_alpha_sigmoid_steepness', { steepness: 0 }, null],
    ['AdminUtils.sudo_set_commit_reveal_weights_interval', { interval: 0n }, 'RevealPeriodTooSmall'],
    ['AdminUtils.sudo_set_commit_reveal_weights_interval', { interval: 100n }, null],
    ['AdminUtils.sudo_set_commit_reveal_weights_interval', { interval: 101n }, 'RevealPeriodTooLarge'],
    ['AdminUtils.sudo_set_min_burn', { min_burn: tao }, 'ValueNotInBounds'],
    ['AdminUtils.sudo_set_min_burn', { min_burn: tao - 1n }, null],
    ['AdminUtils.sudo_set_max_burn', { max_burn: tao / 10n }, 'ValueNotInBounds'],
    ['AdminUtils.sudo_set_max_burn', { max_burn: tao / 10n + 1n }, null],
    ['AdminUtils.sudo_set_burn_half_life', { burn_half_life: 0 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_burn_half_life', { burn_half_life: 36_100 }, null],
    ['AdminUtils.sudo_set_burn_half_life', { burn_half_life: 36_101 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_burn_increase_mult', { burn_increase_mult: one - 1n }, 'InvalidValue'],
    ['AdminUtils.sudo_set_burn_increase_mult', { burn_increase_mult: 3n * one }, null],
    ['AdminUtils.sudo_set_owner_immune_neuron_limit', { immune_neurons: 0 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_owner_immune_neuron_limit', { immune_neurons: 10 }, null],
    ['AdminUtils.sudo_set_owner_immune_neuron_limit', { immune_neurons: 11 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_alpha_values', { alpha_low: 1638, alpha_high: 1638 }, 'LiquidAlphaDisabled'],
    ['AdminUtils.sudo_set_mechanism_count', { mechanism_count: 0 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_mechanism_count', { mechanism_count: 3 }, 'InvalidValue'],
    ['AdminUtils.sudo_set_mechanism_count', { mechanism_count: 2 }, 'TooManyUIDsPerMechanism'],
    [
      'SubtensorModule.set_activity_cutoff_factor',
      { factor_milli: 999 },
      'ActivityCutoffFactorMilliOutOfBounds',
    ],
    ['SubtensorModule.set_activity_cutoff_factor', { factor_milli: 50_000 }, null],
  ]

  it.each(cases)('%s %o: %s', (call, args, error) => {
    const bench = createSubnetBench()
    const outcome = bench.call(owner, call, { netuid, ...args } as never)
    expect(outcome?.replace('AdminUtils.', '') ?? null).toBe(error)
  })

  it('of liquid alpha, once it is on', () => {
    const bench = createSubnetBench()
    must(bench.call('root', 'AdminUtils.sudo_set_liquid_alpha_enabled', { netuid, enabled: true }))
    const set = (alpha_low: number, alpha_high: number) =>
      bench.call(owner, 'AdminUtils.sudo_set_alpha_values', { netuid, alpha_low, alpha_high })
    expect(set(1637, 1637)).toBe('AlphaHighTooLow')
    expect(set(1637, 1638)).toBe('AlphaLowOutOfRange')
    expect(set(1640, 1639)).toBe('AlphaLowOutOfRange')
    expect(set(1638, 1638)).toBeNull()
  })
})

describe('mechanisms', () => {
  it('lose their data with them', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    must(bench.call('root', 'AdminUtils.sudo_set_max_allowed_uids', { netuid, max_allowed_uids: 128 }))
    must(bench.call('root', 'AdminUtils.sudo_set_mechanism_count', { netuid, mechanism_count: 2 }))
    // as on the chain, which writes nothing ahead
    expect(subtensor.LastUpdate.has(4096 + netuid)).toBe(false)
    const split = (maybe_split: number[] | undefined) =>
      bench.call('root', 'AdminUtils.sudo_set_mechanism_emission_split', { netuid, maybe_split })
    expect(split([1, 2])).toBe('InvalidValue')
    must(split([65_000, 535]))
    subtensor.Weights.set(4096 + netuid, 0, [[0, 1]])
    must(bench.call('root', 'AdminUtils.sudo_set_mechanism_count', { netuid, mechanism_count: 1 }))
    expect(subtensor.MechanismEmissionSplit.get(netuid)).toBeUndefined()
    expect(subtensor.Weights.has(4096 + netuid, 0)).toBe(false)
    expect(subtensor.LastUpdate.has(4096 + netuid)).toBe(false)
  })
})

describe('the whole chain', () => {
  it('is set by root alone', () => {
    const bench = createSubnetBench()
    const set = (as: string) => bench.call(as, 'AdminUtils.sudo_set_stake_threshold', { min_stake: 9n })
    expect(set(owner)).toBe('BadOrigin')
    must(set('root'))
    expect(bench.state.SubtensorModule.StakeThreshold.get()).toBe(9n)
    expect(bench.events.at(-1)).toMatchObject({ event: 'StakeThresholdSet', data: [9n] })
  })
})

describe('the owner hotkey', () => {
  it('defect: may be any hotkey, and is named by root as well', () => {
    const bench = createSubnetBench()
    const set = (name: string, as = owner, subnet = netuid) =>
      bench.call(as, 'AdminUtils.sudo_set_sn_owner_hotkey', { netuid: subnet, hotkey: accountOf(name) })
    must(set('nobodys'))
    expect(bench.state.SubtensorModule.SubnetOwnerHotkey.get(netuid)).toBe(accountOf('nobodys'))
    expect(set('else')).toBe('TxRateLimitExceeded')
    bench.mine(50_400)
    must(set('else', 'root'))
    expect(set('else', anna)).toBe('BadOrigin')
    expect(set('else', 'root', 77)).toBe('SubnetNotExists')
  })
})
