import type { Candidate } from '../model.js'
import { freshMiner, isOpen, type MinerState, minerKey } from './miner-state.js'

/** States of miners by their keys. */
export type MinerStates = ReadonlyMap<string, MinerState>

/** Calls that a miner is taken to answer side by side. */
const slots = 4

/** Latency of a miner that was never asked, in ms: low, so that it is tried. */
const untriedMs = 50

/**
 * Miners that may be asked: not benched, not excluded; those that the last epoch paid, if it paid any of them. Without one that is
 * not benched, benched miners are better than none.
 */
export function eligible(
  candidates: readonly Candidate[],
  states: MinerStates,
  { now, exclude }: { readonly now: number; readonly exclude: ReadonlySet<string> },
): readonly Candidate[] {
  const others = candidates.filter((one) => !exclude.has(minerKey(one)))
  const paid = others.filter(({ incentive }) => incentive > 0)
  const pools = [paid, others].map((pool) => pool.filter((one) => isOpen(stateOf(states, one), now)))
  return pools.find(({ length }) => length > 0) ?? others
}

/** Chooses two at random, and of these the one that has the shorter wait. Null for none. */
export function pick(
  candidates: readonly Candidate[],
  states: MinerStates,
  random: () => number,
): Candidate | null {
  const [first, ...rest] = candidates
  if (first === undefined) return null
  if (rest.length === 0) return first
  const one = Math.floor(random() * candidates.length)
  const step = 1 + Math.floor(random() * (candidates.length - 1))
  const a = candidates[one]!
  const b = candidates[(one + step) % candidates.length]!
  return waitOf(stateOf(states, b)) < waitOf(stateOf(states, a)) ? b : a
}

const stateOf = (states: MinerStates, candidate: Candidate) => states.get(minerKey(candidate)) ?? freshMiner

const waitOf = ({ latencyMs, inFlight }: MinerState) => (latencyMs ?? untriedMs) * (1 + inFlight / slots)
