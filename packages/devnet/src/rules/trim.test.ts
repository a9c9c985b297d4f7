import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [owner, anna] = people as [string, string]
const neurons = ['a', 'b', 'c', 'd', 'e'].map(accountOf)

/** The owner's neuron and five of anna's, none of them immune but the owner's; the third earns nothing. */
function bench(): Bench {
  const made = createSubnetBench()
  const { SubtensorModule: subtensor } = made.state
  subtensor.MinAllowedUids.set(netuid, 2)
  for (const hotkey of neurons) must(made.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  subtensor.ImmunityPeriod.set(netuid, 0)
  subtensor.Emission.set(netuid, [0n, 50n, 40n, 0n, 20n, 10n])
  subtensor.Consensus.set(netuid, [0, 1, 2, 3, 4, 5])
  subtensor.Weights.set(netuid, 1, [
    [3, 7],
    [4, 9],
  ])
  made.mine(20)
  return made
}

const trim = (made: Bench, max_n: number, as = owner) =>
  made.call(as, 'AdminUtils.sudo_trim_to_max_allowed_uids', { netuid, max_n })

describe('sudo_trim_to_max_allowed_uids', () => {
  it('drops the lowest emission but the owner, and closes the gaps', () => {
    const made = bench()
    const { SubtensorModule: subtensor } = made.state
    must(trim(made, 4))
    expect(subtensor.MaxAllowedUids.get(netuid)).toBe(4)
    const left = [accountOf('owner-hot'), ...[0, 1, 3].map((at) => neurons[at])]
    expect([0, 1, 2, 3].map((uid) => subtensor.Keys.get(netuid, uid))).toEqual(left)
    expect(left.map((hotkey) => subtensor.Uids.get(netuid, hotkey as string))).toEqual([0, 1, 2, 3])
    expect(subtensor.SubnetworkN.get(netuid)).toBe(4)
    expect(subtensor.Consensus.get(netuid)).toEqual([0, 1, 2, 4])
    // uid 3 is gone, uid 4 became 3
    expect(subtensor.Weights.get(netuid, 1)).toEqual([[3, 9]])
    expect(subtensor.IsNetworkMember.get(neurons[2] as string, netuid)).toBe(false)
    expect(subtensor.LastUpdate.get(netuid)).toHaveLength(4)
  })

  it('only sets the bound where there are fewer', () => {
    const made = bench()
    must(trim(made, 200))
    expect(made.state.SubtensorModule.SubnetworkN.get(netuid)).toBe(6)
    expect(made.state.SubtensorModule.MaxAllowedUids.get(netuid)).toBe(200)
  })

  it('refuses, in order', () => {
    const made = bench()
    const { SubtensorModule: subtensor } = made.state
    expect(trim(made, 1, anna)).toBe('BadOrigin')
    must(trim(made, 200))
    expect(trim(made, 1)).toBe('TxRateLimitExceeded')
    subtensor.PendingEpochAt.set(netuid, 10_000n)
    expect(trim(made, 1, 'root')).toBe('AdminActionProhibitedDuringWeightsWindow')
    subtensor.PendingEpochAt.set(netuid, 0n)
    expect(trim(made, 1, 'root')).toBe('InvalidValue')
    expect(trim(made, 201, 'root')).toBe('InvalidValue')
    subtensor.ImmunityPeriod.set(netuid, 5000)
    expect(trim(made, 4, 'root')).toBe('TrimmingWouldExceedMaxImmunePercentage')
  })
})
