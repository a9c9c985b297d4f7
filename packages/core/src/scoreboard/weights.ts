import type { Metagraph, Neuron } from '@subnetkit/chain'
import type { Incentive } from './policy.js'
import { minerKey, type ScoreEntry } from './scoreboard.js'
import type { WeightsByUid } from './vector/normalize-weights.js'
import { type ChainVectorLimits, vectorFromShares } from './vector/vector-from-shares.js'

/**
 * The weights of a validator: its scores as shares, shaped by the subnet's vector policy, less the share that is
 * burned, which goes to the uid of the subnet's owner (whose weight on itself the chain counts). One's own score is
 * never paid. When there is nothing to pay for, everything goes to the owner if the subnet burns at all, and the
 * result is empty if it does not. Without an owner among the neurons nothing is burned.
 * @param limits what the chain holds the vector to; without them it is as the policy says
 */
export function weightsFrom(
  entries: readonly ScoreEntry[],
  metagraph: Metagraph,
  incentive: Incentive,
  ownHotkey: string,
  limits?: Omit<ChainVectorLimits, 'neurons'>,
): WeightsByUid {
  const { neurons, ownerHotkey } = metagraph
  const scores = new Map(entries.map((entry) => [minerKey(entry), entry.score]))
  const scoreOf = (neuron: Neuron) => (neuron.hotkey === ownHotkey ? 0 : (scores.get(minerKey(neuron)) ?? 0))
  const shares = incentive.weights.shares(neurons.map(scoreOf))
  const owner = neurons.find(({ hotkey }) => hotkey === ownerHotkey)
  const self = neurons.find(({ hotkey }) => hotkey === ownHotkey)
  return vectorFromShares({
    shares: neurons.map(({ uid }, index) => ({ uid, share: shares[index] ?? 0 })),
    ...(owner && { burn: { uid: owner.uid, share: incentive.burn } }),
    ...(self && { self: self.uid }),
    ...(incentive.vector && { policy: incentive.vector }),
    ...(limits && { limits: { ...limits, neurons: neurons.length } }),
  })
}
