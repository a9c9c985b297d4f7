import type { Metagraph, Neuron } from '@subnetkit/chain'
import type { Incentive } from './policy.js'
import { minerKey, type ScoreEntry } from './scoreboard.js'
import type { WeightsByUid } from './vector/normalize-weights.js'
import { type ChainVectorLimits, vectorFromShares } from './vector/vector-from-shares.js'

/**
 * Returns a validator's weights: its scores as shares, shaped by the subnet's vector policy, minus the burned share,
 * which goes to the uid of the subnet's owner (whose weight on itself the chain counts). The validator's own score is
 * never paid. If there is nothing to pay for, everything goes to the owner if the subnet burns at all; otherwise the
 * result is empty. Without an owner among the neurons nothing is burned.
 * @param limits limits that the chain imposes on the vector; without them only the policy applies
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
