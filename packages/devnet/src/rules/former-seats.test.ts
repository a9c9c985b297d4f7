import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [, anna] = people as [string, string]
const names = ['a', 'b', 'c'].map(accountOf) as [string, string, string]

/** A full subnet of the owner's neuron and three of anna's, none of them immune, on a chain that reports a version. */
function full(spec_version: number): Bench {
  const bench = createSubnetBench()
  const { SubtensorModule: subtensor, System } = bench.state
  for (const hotkey of names) must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
  for (const limit of ['MaxRegistrationsPerBlock', 'TargetRegistrationsPerInterval'] as const) {
    subtensor[limit].set(netuid, 9)
  }
  subtensor.MaxAllowedUids.set(netuid, 4)
  subtensor.ImmunityPeriod.set(netuid, 0)
  subtensor.Emission.set(netuid, [0n, 5n, 3n, 4n])
  subtensor.ValidatorPermit.set(netuid, [false, true, true, true])
  subtensor.Weights.set(netuid, 1, [[2, 9]])
  subtensor.Weights.set(netuid, 2, [[1, 9]])
  bench.mine(3)
  return bench
}

const register = (bench: Bench) =>
  bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf('new') })

describe('defect: a seat that changes hands follows the version', () => {
  it('is taken before spec 385 though few are not immune, and keeps most of what it had', () => {
    const bench = full(293)
    const { SubtensorModule: subtensor } = bench.state
    const updated = subtensor.LastUpdate.get(netuid)
    must(register(bench))
    expect(subtensor.Keys.get(netuid, 2)).toBe(accountOf('new'))
    expect(subtensor.LastUpdate.get(netuid)).toEqual(updated)
    expect(subtensor.ValidatorPermit.get(netuid)[2]).toBe(true)
    expect(subtensor.Weights.get(netuid, 1)).toEqual([[2, 9]])
    expect(subtensor.Weights.get(netuid, 2)).toEqual([[1, 9]])
  })

  it('is chosen by pruning scores where there are any', () => {
    const bench = full(293)
    bench.state.SubtensorModule.PruningScores.set(netuid, [0, 7, 8, 6])
    must(register(bench))
    expect(bench.state.SubtensorModule.Keys.get(netuid, 3)).toBe(accountOf('new'))
  })

  it('is not to be had since, and starts from zero', () => {
    expect(register(full(425))).toBe('NoNeuronIdAvailable')
    const bench = full(425)
    const { SubtensorModule: subtensor } = bench.state
    subtensor.MinNonImmuneUids.set(netuid, 0)
    must(register(bench))
    expect(subtensor.LastUpdate.get(netuid)[2]).toBe(BigInt(bench.ctx.block))
    expect(subtensor.ValidatorPermit.get(netuid)[2]).toBe(false)
    expect(subtensor.Weights.get(netuid, 1)).toEqual([[2, 0]])
    expect(subtensor.Weights.has(netuid, 2)).toBe(false)
  })
})
