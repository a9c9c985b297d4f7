import type { Clock } from '@subnetkit/base'
import type { Candidate, GatewayModel } from '../model.js'
import { startCall } from './call.js'
import { minerKey } from './miner-state.js'
import { isSameOperator } from './operators.js'
import { eligible, pick, skillOf } from './pick.js'
import type { JudgedAnswer, Pool } from './pool.js'
import type { Asking, MinerAnswer, Question } from './question.js'
import { weightOf } from './weight.js'

/** Shares of requests after which the gateway checks miners, at its own expense. */
export interface CheckShares {
  /** Requests that are followed by a question of known answer. */
  readonly probes: number
  /** Requests whose answer is compared with that of another operator's miner. */
  readonly crossChecks: number
}

interface CheckParameters {
  readonly pool: Pool
  readonly model: GatewayModel
  readonly clock: Pick<Clock, 'now'>
  readonly random: () => number
}

/** Asks a miner what is known: by turns one that would be chosen, so that those with much traffic are watched, and any one. */
export async function probe({ pool, model, clock, random }: CheckParameters): Promise<void> {
  const asked = (await model.probe?.()) ?? null
  if (asked === null) return
  const { miners } = model.candidates()
  const choosing = pool.choosing(asked.prompt)
  const any = miners[Math.floor(random() * miners.length)]
  const miner = random() < 0.5 ? pick(eligible(miners, choosing, random), choosing) : any
  if (miner === null || miner === undefined) return
  const question = { ...asked, param: 'probe', read: (output: unknown) => ({ output }) }
  const given = await ask(miner, question, { pool, model, clock })
  // Silence is a matter of the circuit, not of skill.
  if (given === null) return
  const right = given.answer !== null && (await asked.isRight(given.answer.output))
  pool.judged(asked.prompt, [{ miner: minerKey(miner), right }], 'knowledge')
  asked.onJudged?.(minerKey(miner), right)
}

/**
 * Compares an answer with that of another operator's miner, and if they differ with a third: the one that is alone was wrong. Nothing is
 * learnt if all differ, since questions may have many good answers.
 */
export async function crossCheck<Answer>(
  question: Question<Answer>,
  { miner, answer, skill }: Pick<MinerAnswer<Answer>, 'miner' | 'answer' | 'skill'>,
  parameters: CheckParameters & Pick<Asking, 'onCompared'>,
): Promise<void> {
  const { agree } = question
  if (agree === undefined) return
  const { pool, model, random } = parameters
  const given = [{ miner, gist: agree(answer), skill }]
  while (given.length < 3) {
    const { miners } = model.candidates()
    const choosing = pool.choosing(question.prompt)
    const others = miners.filter((one) => !given.some((before) => isSameOperator(one, before.miner)))
    const next = pick(eligible(others, choosing, random), choosing)
    if (next === null) return
    const other = await ask(next, question, parameters)
    if (other === null || other.answer === null) return
    given.push({ miner: next, gist: agree(other.answer), skill: skillOf(next, choosing) })
    const verdict = majority(given)
    if (verdict === null) continue
    pool.judged(question.prompt, verdict, 'agreement')
    const right = verdict.findIndex((one) => one.right)
    return parameters.onCompared?.(verdict, given[right]!.gist!)
  }
}

/**
 * Judgements by the answer that miners of most operators gave, at least two, if these also have more weight than the others; null for
 * none. Miners that err alike would otherwise outvote the one that is right, and unlearn what its scores had shown.
 */
export function majority(given: readonly Given[]): readonly JudgedAnswer[] | null {
  const groups = new Map<string, { count: number; weight: number }>()
  let all = 0
  for (const [at, { miner, gist, skill }] of given.entries()) {
    if (given.slice(0, at).some((before) => isSameOperator(before.miner, miner))) continue
    all += weightOf(skill)
    if (gist === null) continue
    const { count, weight } = groups.get(gist) ?? { count: 0, weight: 0 }
    groups.set(gist, { count: count + 1, weight: weight + weightOf(skill) })
  }
  const [first, second] = [...groups].sort(([, a], [, b]) => b.count - a.count)
  if (first === undefined || first[1].count < 2 || first[1].count === second?.[1].count) return null
  if (first[1].weight <= all / 2) return null
  return given.map(({ miner, gist }) => ({ miner: minerKey(miner), right: gist === first[0] }))
}

interface Given {
  readonly miner: Candidate
  readonly gist: string | null
  readonly skill: number
}

/** One call; null for a miner that has not answered, an answer of null for one that cannot be used. */
async function ask<Answer>(
  miner: Candidate,
  question: Question<Answer>,
  { pool, model, clock }: Omit<CheckParameters, 'random'>,
): Promise<{ readonly answer: Answer | null } | null> {
  const asking = { model, onCall: () => {} }
  const end = await startCall({ pool, miner, reason: 'probe', question, asking, clock }).ended
  if (end.outcome === 'good') return { answer: end.answer }
  return end.outcome === 'unusable' ? { answer: null } : null
}
