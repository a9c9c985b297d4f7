import type { Neuron } from '../metagraph.js'

/** A neuron without stake, pay or axon, registered at block 1, for tests to change what they are about. */
export function neuronOf(hotkey: string, changes: Partial<Neuron> = {}): Neuron {
  return {
    uid: 0,
    hotkey,
    coldkey: hotkey,
    axon: null,
    registeredAt: 1,
    validatorPermit: false,
    active: true,
    stake: 0n,
    incentive: 0,
    dividends: 0,
    validatorTrust: 0,
    consensus: 0,
    emission: 0n,
    lastUpdate: 1,
    ...changes,
  }
}
