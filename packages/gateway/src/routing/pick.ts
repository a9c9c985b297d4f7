import type { Candidate } from '../model.js'
import {
  drawReliability,
  freshMiner,
  isOpen,
  type MinerState,
  minerKey,
  reliabilityOf,
} from './miner-state.js'
import { isSameOperator } from './operators.js'
import type { Skills } from './skill/skills.js'
import type { Standing } from './standing.js'

/** States of miners by their keys. */
export type MinerStates = ReadonlyMap<string, MinerState>

/** Knowledge by which miners are chosen for a question. */
export interface Choosing {
  readonly states: MinerStates
  readonly skills: Pick<Skills, 'meanOf' | 'draw' | 'isBenched'>
  /** Class of the question. */
  readonly name: string
  /** @default half for every miner */
  readonly standing?: Standing | undefined
  /** Part that the average latency of a miner still counts. @default all */
  readonly fresh?: ((state: MinerState) => number) | undefined
  readonly now: number
}

/** Calls that a miner is taken to answer side by side. */
const slots = 4
/** Latency of a miner that was never asked, in ms: low, so that it is tried. */
const untriedMs = 50
/** Part of the best skill of a class without which a miner is left out: weak answers make a panel worse. */
const leastOfBest = 0.6
/** Part of the best reliability without which a miner is left out, if another one as good is more reliable: a stream that breaks off cannot be asked again. */
const leastReliable = 0.9
/** The same of a draw, for one that was left out. */
const leastDrawn = 0.95
/** Measured skill above which a miner is asked that was paid nothing. */
const usuallyRight = 0.5

/** A miner with the skill that was drawn for it. */
export interface Drawn {
  readonly miner: Candidate
  readonly draw: number
}

const nobody: ReadonlySet<string> = new Set()

/**
 * Miners that may be asked, without those that were: open, not benched, of a skill that may be 0.6 of the best in the class; of these,
 * those of other operators if there are any, and those that the last epoch paid or that are usually right, if there are any. Empty if there is none. Where little is
 * known, skill is also drawn from what is possible: a miner that has erred once keeps its chance.
 */
export function capable(
  candidates: readonly Candidate[],
  choosing: Choosing,
  random: () => number,
  asked: ReadonlySet<string> = nobody,
): readonly Drawn[] {
  const { states, skills, now } = choosing
  let best = 0
  const fit = candidates.flatMap((miner) => {
    const key = minerKey(miner)
    if (!isOpen(states.get(key) ?? freshMiner, now) || skills.isBenched(key)) return []
    const mean = skillOf(miner, choosing)
    best = Math.max(best, mean)
    return asked.has(key) ? [] : [{ miner, mean, draw: drawOf(miner, choosing, random) }]
  })
  const skilled = fit.filter(({ mean, draw }) => Math.max(mean, draw) >= leastOfBest * best)
  const others = ofOthers(reliable(skilled, choosing, random), candidates, asked)
  const left = others.length > 0 ? others : skilled
  const paid = left.filter(({ miner, mean }) => miner.incentive > 0 || mean > usuallyRight)
  return paid.length > 0 ? paid : left
}

/**
 * Miners without those whose calls fail more often than is usual here, unless they are right so much more often that it outweighs that. Where little
 * is known, reliability is also drawn from what is possible.
 */
function reliable<D extends Drawn & { readonly mean: number }>(
  some: readonly D[],
  { states }: Pick<Choosing, 'states'>,
  random: () => number,
): readonly D[] {
  const known = some.map((one) => {
    const state = stateOf(states, one.miner)
    return { one, state, reliability: reliabilityOf(state) }
  })
  const best = Math.max(...known.map(({ reliability }) => reliability))
  const value = Math.max(...known.map(({ one, reliability }) => one.mean * reliability))
  return known
    .filter(
      ({ one, state, reliability }) =>
        reliability >= leastReliable * best ||
        one.mean * reliability >= value ||
        drawReliability(state, random) >= leastDrawn * best,
    )
    .map(({ one }) => one)
}

/** The capable ones; without any, those that are open, and else any: a benched miner is better than none. */
export function eligible(
  candidates: readonly Candidate[],
  choosing: Choosing,
  random: () => number,
  asked: ReadonlySet<string> = nobody,
): readonly Drawn[] {
  const first = capable(candidates, choosing, random, asked)
  if (first.length > 0) return first
  const { states, now } = choosing
  const left = candidates.filter((one) => !asked.has(minerKey(one)))
  const open = left.filter((one) => isOpen(stateOf(states, one), now))
  return (open.length > 0 ? open : left).map((miner) => ({ miner, draw: drawOf(miner, choosing, random) }))
}

/** Share of right answers that is expected of a miner. */
export const skillOf = (miner: Candidate, { skills, name, standing }: Choosing): number =>
  skills.meanOf(minerKey(miner), name, standing?.(miner))

const drawOf = (miner: Candidate, { skills, name, standing }: Choosing, random: () => number) =>
  skills.draw(minerKey(miner), name, random, standing?.(miner))

/** Those of some miners whose operators were not asked. */
export function ofOthers<D extends Drawn>(
  some: readonly D[],
  all: readonly Candidate[],
  asked: ReadonlySet<string>,
): readonly D[] {
  if (asked.size === 0) return some
  const before = all.filter((one) => asked.has(minerKey(one)))
  return some.filter(({ miner }) => !before.some((other) => isSameOperator(miner, other)))
}

/** Takes of the two that drew highest the one that has the shorter wait. Null for none. */
export function pick(
  drawn: readonly Drawn[],
  choosing: Pick<Choosing, 'states' | 'fresh'>,
): Candidate | null {
  const [a, b] = drawn.toSorted((one, other) => other.draw - one.draw)
  if (a === undefined) return null
  if (b === undefined) return a.miner
  return waitOf(b.miner, choosing) < waitOf(a.miner, choosing) ? b.miner : a.miner
}

/** The miner of the highest measured skill, or of the shortest wait among equals. Null for none. */
export function pickBest(drawn: readonly Drawn[], choosing: Choosing): Candidate | null {
  const ranked = drawn
    .map(({ miner }) => {
      return { miner, skill: skillOf(miner, choosing), wait: waitOf(miner, choosing) }
    })
    .sort((a, b) => b.skill - a.skill || a.wait - b.wait)
  return ranked[0]?.miner ?? null
}

const stateOf = (states: MinerStates, candidate: Candidate) => states.get(minerKey(candidate)) ?? freshMiner

function waitOf(miner: Candidate, { states, fresh = () => 1 }: Pick<Choosing, 'states' | 'fresh'>): number {
  const state = stateOf(states, miner)
  const { latencyMs, inFlight } = state
  return (latencyMs === null ? untriedMs : latencyMs * fresh(state)) * (1 + inFlight / slots)
}
