import type { Metagraph, Neuron } from '../metagraph/metagraph.js'

/** A neuron without stake, pay or axon, registered at block 1, for tests to change what they are about. */
export function neuronOf(hotkey: string, changes: Partial<Neuron> = {}): Neuron {
  return {
    uid: 0,
    hotkey,
    coldkey: hotkey,
    identity: null,
    axon: null,
    registeredAt: 1,
    validatorPermit: false,
    active: true,
    stake: 0n,
    alphaStake: 0n,
    taoStake: 0n,
    incentive: 0,
    dividends: 0,
    validatorTrust: 0,
    consensus: 0,
    trust: null,
    rank: null,
    emission: 0n,
    lastUpdate: 1,
    ...changes,
  }
}

/** A subnet 1 at a block, with the neurons of a test. */
export function metagraphOf(
  block: number,
  neurons: readonly Neuron[],
  changes: Partial<Metagraph> = {},
): Metagraph {
  return {
    netuid: 1,
    mechanism: 0,
    block,
    blockHash: `0x${block.toString(16).padStart(64, '0')}`,
    source: 'storage',
    name: null,
    symbol: 'α',
    ownerHotkey: 'owner',
    ownerColdkey: 'owner',
    registeredAt: 0,
    lastStep: 0,
    blocksSinceLastStep: block,
    nextEpochBlock: null,
    burn: 1_000_000_000n,
    pool: { tao: 1_000_000_000n, alpha: 1_000_000_000n },
    parameters: {
      tempo: 360,
      maxUids: 256,
      maxValidators: 64,
      immunityPeriod: 4096,
      activityCutoff: 5000,
      minAllowedWeights: 1,
      maxWeightsLimit: 65_535,
      weightsVersion: 0n,
      weightsRateLimit: 100,
      servingRateLimit: 50,
      commitReveal: false,
      revealPeriod: 1,
      registrationAllowed: true,
    },
    neurons,
    ...changes,
  }
}
