import type { Metagraph, Neuron } from '../chain/metagraph.js'
import type { Incentive } from './policy.js'
import { minerKey, type ScoreEntry } from './scoreboard.js'

/** Uids, ascending, and what each of them gets. */
export interface WeightsByUid {
  readonly uids: readonly number[]
  readonly values: readonly number[]
}

const largest = 65_535

/**
 * The weights of a validator: its scores as shares, less the share that is burned, which goes to the uid of the
 * subnet's owner (whose weight on itself the chain counts). One's own score is never paid. When there is nothing to
 * pay for, everything goes to the owner if the subnet burns at all, and the result is empty if it does not. Without
 * an owner among the neurons nothing is burned.
 */
export function weightsFrom(
  entries: readonly ScoreEntry[],
  metagraph: Metagraph,
  incentive: Incentive,
  ownHotkey: string,
): WeightsByUid {
  const { neurons, ownerHotkey } = metagraph
  const scores = new Map(entries.map((entry) => [minerKey(entry), entry.score]))
  const scoreOf = (neuron: Neuron) => (neuron.hotkey === ownHotkey ? 0 : (scores.get(minerKey(neuron)) ?? 0))
  const shares = incentive.weights.shares(neurons.map(scoreOf))
  const burn = neurons.some(({ hotkey }) => hotkey === ownerHotkey) ? incentive.burn : 0
  return toU16Weights(
    neurons.map(({ uid, hotkey }, index) => ({
      uid,
      weight: (shares[index] ?? 0) * (1 - burn) + (hotkey === ownerHotkey ? burn : 0),
    })),
  )
}

/**
 * Weights as they are submitted: relative to the largest, times 65535, rounded half to even, zeros dropped, uids
 * ascending. Not a number, infinite and negative weights count as 0.
 */
export function toU16Weights(
  weights: readonly { readonly uid: number; readonly weight: number }[],
): WeightsByUid {
  const sound = weights.filter(({ weight }) => weight > 0 && Number.isFinite(weight))
  const most = sound.reduce((max, { weight }) => Math.max(max, weight), 0)
  const kept = sound
    .map(({ uid, weight }) => ({ uid, value: roundHalfEven((weight / most) * largest) }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => a.uid - b.uid)
  return { uids: kept.map(({ uid }) => uid), values: kept.map(({ value }) => value) }
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
