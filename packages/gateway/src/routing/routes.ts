import type { Candidate } from '../model.js'
import { freshMiner, isOpen, type MinerState, minerKey, reliabilityOf } from './miner-state.js'
import type { KnownSkill, Skills } from './skill/skills.js'

/** A miner as the router knows it, for people who look. */
export interface MinerRoute {
  /** Null for one that the chain does not list any more. */
  readonly uid: number | null
  readonly hotkey: string
  readonly registeredAt: number
  /** Its share of the last epoch, 0 to 65535. */
  readonly incentive: number
  /**
   * Open for requests; in trial, since the one call after a bench decides; failing, after too many failures; away, as it has asked for;
   * worse, since it gives wrong answers that used to be right; gone from the chain.
   */
  readonly state: 'open' | 'trial' | 'failing' | 'away' | 'worse' | 'gone'
  /** Time until it is asked again, in ms; null where no time is set. */
  readonly forMs: number | null
  readonly calls: number
  readonly failures: number
  readonly inFlight: number
  /** Average of the newest; null before the first. */
  readonly latencyMs: number | null
  /** Share of its calls that is expected to end well. */
  readonly reliability: number
  readonly skills: readonly KnownSkill[]
}

interface RouteParts {
  readonly miners: readonly Candidate[]
  readonly states: ReadonlyMap<string, MinerState>
  readonly skills: Pick<Skills, 'knownOf' | 'isBenched'>
  readonly now: number
}

/** Figures of each miner, those asked most first, then those paid most. */
export function routesOf({ miners, states, skills, now }: RouteParts): readonly MinerRoute[] {
  const listed = new Map(miners.map((miner) => [minerKey(miner), miner]))
  const keys = [...new Set([...listed.keys(), ...states.keys()])]
  return keys
    .map((key): MinerRoute => {
      const miner = listed.get(key)
      const state = states.get(key) ?? freshMiner
      const { calls, failures, inFlight, latencyMs } = state
      const [hotkey = '', registeredAt = '0'] = key.split('@')
      return {
        ...{ uid: miner?.uid ?? null, hotkey, registeredAt: Number(registeredAt) },
        ...{ incentive: miner?.incentive ?? 0, calls, failures, inFlight, latencyMs },
        ...circuitOf(state, { isListed: miner !== undefined, isWorse: skills.isBenched(key), now }),
        reliability: reliabilityOf(state),
        skills: skills.knownOf(key),
      }
    })
    .sort((a, b) => b.calls - a.calls || b.incentive - a.incentive)
}

interface Circumstances {
  readonly isListed: boolean
  readonly isWorse: boolean
  readonly now: number
}

function circuitOf(
  state: MinerState,
  { isListed, isWorse, now }: Circumstances,
): Pick<MinerRoute, 'state' | 'forMs'> {
  const { benchedUntil, awayUntil } = state
  if (!isListed) return { state: 'gone', forMs: null }
  if (benchedUntil > now) return { state: 'failing', forMs: benchedUntil - now }
  if (awayUntil > now) return { state: 'away', forMs: awayUntil - now }
  if (isWorse) return { state: 'worse', forMs: null }
  if (benchedUntil > 0 || !isOpen(state, now)) return { state: 'trial', forMs: null }
  return { state: 'open', forMs: null }
}
