import type { Clock } from '@subnetkit/base'
import type { Candidate, GatewayModel } from '../model.js'
import { freshnessOf } from './freshness.js'
import { createHedge, type Hedge } from './hedge.js'
import { begun, type CallEnd, ended, freshMiner, type MinerState, minerKey } from './miner-state.js'
import type { Choosing } from './pick.js'
import { type MinerRoute, routesOf } from './routes.js'
import { featuresOf } from './skill/features.js'
import { createSkills, type Skills } from './skill/skills.js'
import { standings } from './standing.js'

/** Everything that a gateway has learnt about the miners of one model. */
export interface Pool {
  readonly skills: Skills
  /** Hedges of a synapse. */
  hedgeOf(synapse: string): Hedge
  /** Circumstances in which miners are chosen for a question. */
  choosing(prompt: string): Choosing
  /** Number of miners that are not asked for a while. */
  benched(): number
  /** Everything known of each miner, those asked most first. */
  routes(): readonly MinerRoute[]
  began(miner: Candidate): void
  ended(miner: Candidate, end: CallEnd): void
  /** Adds judged answers to a question: judged by what is known, or by other miners. */
  judged(prompt: string, answers: readonly JudgedAnswer[], by: 'knowledge' | 'agreement'): void
}

export interface JudgedAnswer {
  readonly miner: string
  readonly right: boolean
  /** True for one that did not come in time. @default false */
  readonly silent?: boolean | undefined
}

/** Miners whose state is kept. */
const mostStates = 4_096
/** Time between two looks at a source of labels, in ms. */
const everyMs = 1_000

export function createPool(
  { skills: source, candidates }: Pick<GatewayModel, 'skills' | 'candidates'>,
  clock: Pick<Clock, 'now'>,
): Pool {
  const states = new Map<string, MinerState>()
  const hedges = new Map<string, Hedge>()
  const skills = createSkills()
  /** Calls that have said something about the latency of their miner. */
  let heard = 0
  let readAt = Number.NEGATIVE_INFINITY
  const change = (miner: Candidate, to: (state: MinerState) => MinerState) => {
    const key = minerKey(miner)
    const state = to(states.get(key) ?? freshMiner)
    states.delete(key)
    states.set(key, state)
    if (states.size > mostStates) states.delete(states.keys().next().value!)
  }
  const fresh = (state: MinerState) => freshnessOf(state, { heard, miners: candidates().miners.length })
  function end(state: MinerState, how: CallEnd): MinerState {
    const next = ended(state, how, clock.now(), fresh(state))
    if (how.kind === 'unknown' || how.kind === 'away') return next
    return Object.assign({}, next, { heardAt: ++heard })
  }
  const judged: Pool['judged'] = (prompt, answers, by) => {
    const features = featuresOf(prompt)
    const isKnown = by === 'knowledge'
    for (const { miner, right, silent: isSilent } of answers)
      skills.observe({ miner, features, right, isKnown, isSilent })
  }
  function readSource(now: number): void {
    if (source === undefined || now - readAt < everyMs) return
    readAt = now
    for (const label of source.labels())
      judged(label.prompt, [{ ...label, miner: minerKey(label) }], 'knowledge')
  }
  return {
    skills,
    hedgeOf(synapse) {
      const hedge = hedges.get(synapse) ?? createHedge()
      hedges.set(synapse, hedge)
      return hedge
    },
    choosing(prompt) {
      const now = clock.now()
      readSource(now)
      const standing = standings(candidates().miners)
      return { states, skills, name: skills.classOf(prompt), standing, fresh, now }
    },
    benched() {
      const now = clock.now()
      const failing = [...states]
        .filter(([, { benchedUntil, awayUntil }]) => Math.max(benchedUntil, awayUntil) > now)
        .map(([key]) => key)
      return new Set([...failing, ...skills.benched()]).size
    },
    routes: () => routesOf({ miners: candidates().miners, states, skills, now: clock.now() }),
    began: (miner) => change(miner, begun),
    ended: (miner, how) => change(miner, (state) => end(state, how)),
    judged,
  }
}
