import type { Metagraph, Neuron } from '@subnetkit/chain'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { CoordinatorContext } from '../context.js'
import type { Candidate } from '../sampling/sampling-policy.js'

/** Returns the miners that a round may ask, with what their turn depends on. */
export async function candidatesOf(
  { store, miners, hotkey: self }: CoordinatorContext,
  { neurons }: Metagraph,
): Promise<(Neuron & Candidate)[]> {
  const scores = new Map((await store.scores()).map((entry) => [minerKey(entry), entry.score]))
  const lastAsked = await store.lastAsked()
  return neurons
    .filter((neuron) => miners(neuron, { self, askedBefore: scores.has(minerKey(neuron)) }))
    .map((neuron) => ({
      ...neuron,
      score: scores.get(minerKey(neuron)) ?? 0,
      lastAsked: lastAsked.get(minerKey(neuron)) ?? null,
    }))
}
