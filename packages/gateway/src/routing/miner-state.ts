import type { Candidate } from '../model.js'
import { drawShare, type Evidence, meanOf, noEvidence, withAnswer } from './skill/beta.js'

/** Observations of one miner, by hotkey and registration. */
export interface MinerState {
  /** Exponential average of the latency of its answers, in ms; null before the first. */
  readonly latencyMs: number | null
  /** Number of ends of calls, of all miners, with the last one that says something about the latency. */
  readonly heardAt: number
  readonly inFlight: number
  /** Calls that ended well or failed, since the start, and those that failed. */
  readonly calls: number
  readonly failures: number
  /** Outcomes of its last calls, true for answers that were good; the newest is last. */
  readonly outcomes: readonly boolean[]
  /** Calls that ended well and calls that failed, older ones counting less. */
  readonly kept: Evidence
  /** Time until which it is not asked; 0 for none. */
  readonly benchedUntil: number
  /** Length of its next bench, in ms. */
  readonly benchMs: number
  /** Time until which it has asked to be left alone; 0 for none. */
  readonly awayUntil: number
}

export const freshMiner: MinerState = {
  latencyMs: null,
  heardAt: 0,
  inFlight: 0,
  calls: 0,
  failures: 0,
  outcomes: [],
  kept: noEvidence,
  benchedUntil: 0,
  benchMs: 10_000,
  awayUntil: 0,
}

/** Name of a miner: a uid changes hands, a hotkey may register again. */
export const minerKey = ({ hotkey, registeredAt }: Pick<Candidate, 'hotkey' | 'registeredAt'>): string =>
  `${hotkey}@${registeredAt}`

const newestShare = 0.2
const remembered = 10
const mostFailures = 5
const longestBenchMs = 600_000
/** Part of older calls that is left with each one, for the share that ends well. */
const keptDiscount = 0.98
const leastAwayMs = 2_000

/** In place of a spread with more after it, which takes ten times as long in Node 20. */
const changed = (state: MinerState, change: Partial<MinerState>): MinerState =>
  Object.assign({}, state, change)

/** The state once a call has begun. */
export const begun = (state: MinerState): MinerState => changed(state, { inFlight: state.inFlight + 1 })

/** End of a call: a good answer, a failure of the miner, its wish to be asked later, a call that another one has outrun, or nothing that says anything about it. */
export type CallEnd =
  | { readonly kind: 'outrun'; readonly latencyMs: number }
  | { readonly kind: 'good'; readonly latencyMs: number }
  | { readonly kind: 'failed'; readonly latencyMs: number }
  | { readonly kind: 'away'; readonly retryAfterMs: number }
  | { readonly kind: 'unknown' }

/**
 * The state once a call has ended. Five failures among ten calls bench a miner, each time for twice as long. `fresh` is the part that its average
 * latency still counts.
 */
export function ended(state: MinerState, end: CallEnd, now: number, fresh = 1): MinerState {
  const known = fresh * (state.latencyMs ?? 0)
  const inFlight = Math.max(0, state.inFlight - 1)
  if (end.kind === 'unknown') return changed(state, { inFlight })
  // It says how long it has no time, which is no failure; one that always does so costs a call now and then.
  if (end.kind === 'away') {
    const awayMs = Math.min(longestBenchMs, Math.max(leastAwayMs, end.retryAfterMs))
    return changed(state, { inFlight, awayUntil: Math.max(state.awayUntil, now + awayMs) })
  }
  // Its latency is known to be longer than this.
  if (end.kind === 'outrun')
    return changed(state, {
      inFlight,
      latencyMs: Math.max(known, averaged(state, end.latencyMs, fresh)),
    })
  const isGood = end.kind === 'good'
  // One that breaks off early is no faster for it.
  const average = averaged(state, end.latencyMs, fresh)
  const latencyMs = isGood ? average : Math.max(known, average)
  const outcomes = [...state.outcomes, isGood].slice(-remembered)
  const recent = outcomes.filter((good) => !good).length
  const counts = { calls: state.calls + 1, failures: state.failures + (isGood ? 0 : 1) }
  // Calls that began before the bench, or for want of others: one trouble is not counted again for each of them.
  if (!isGood && state.benchedUntil > now) return changed(state, { inFlight, latencyMs, ...counts })
  const kept = withAnswer(state.kept, { isRight: isGood, weight: 1 }, keptDiscount)
  // The one call of a miner that comes back from the bench decides.
  const isProbe = state.benchedUntil > 0
  if (isGood)
    return changed(state, {
      inFlight,
      latencyMs,
      kept,
      ...counts,
      outcomes: isProbe ? [true] : outcomes,
      ...unbenched(state),
    })
  if (!isProbe && recent < mostFailures)
    return changed(state, { inFlight, latencyMs, kept, outcomes, ...counts })
  const benchMs = Math.min(longestBenchMs, 2 * state.benchMs)
  return changed(state, {
    inFlight,
    latencyMs,
    kept,
    ...counts,
    outcomes: [],
    benchedUntil: now + state.benchMs,
    benchMs,
  })
}

/** Share of its calls that a miner is expected to end well: most do, so that one failure of a newcomer says little. */
export const reliabilityOf = ({ kept }: MinerState): number => meanOf(kept, usual)

/** The same, drawn from what is possible. */
export const drawReliability = ({ kept }: MinerState, random: () => number): number =>
  drawShare(kept, usual, random)

const usual = { mean: 0.95, strength: 4 }

function averaged({ latencyMs: before }: MinerState, latencyMs: number, fresh: number): number {
  return before === null ? latencyMs : latencyMs + (1 - newestShare) * fresh * (before - latencyMs)
}

const unbenched = ({ benchedUntil, benchMs }: MinerState) =>
  benchedUntil === 0 ? { benchedUntil, benchMs } : { benchedUntil: 0, benchMs: freshMiner.benchMs }

/** Returns true for a miner that may be asked, and has not asked to be left alone; one whose bench is over gets a single call. */
export function isOpen({ benchedUntil, awayUntil, inFlight }: MinerState, now: number): boolean {
  if (now < awayUntil) return false
  return benchedUntil === 0 || (now >= benchedUntil && inFlight === 0)
}
