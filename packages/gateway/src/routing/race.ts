import { type Clock, onAbort, type Timer } from '@subnetkit/base'
import type { Candidate } from '../model.js'
import type { Call, CallParameters, EndedCall } from './call.js'
import { failed } from './failed.js'
import { minerKey } from './miner-state.js'
import { type Choosing, capable, eligible, ofOthers, pick, pickBest, skillOf } from './pick.js'
import type { Pool } from './pool.js'
import type { Asking, CallOutcome, How, MinerAnswer, MinerCall, Question } from './question.js'

/** Miners that are asked one after the other for one answer, at most. */
const mostAttempts = 3

interface RaceParameters<Answer> extends How {
  readonly pool: Pool
  readonly question: Pick<Question<unknown>, 'synapse' | 'prompt' | 'isPinned'>
  /** Starts a call of a miner. */
  readonly start: (
    parameters: Pick<CallParameters<unknown>, 'pool' | 'miner' | 'reason' | 'clock'>,
  ) => Call<Answer>
  readonly asking: Asking
  readonly clock: Pick<Clock, 'now' | 'timeout'>
  readonly random: () => number
}

/**
 * Asks a miner, the next one after a failure, and a second one beside it if the answer is late. The first usable answer ends the other
 * call. Throws ApiError, and the reason of the signal.
 */
export function race<Answer>(parameters: RaceParameters<Answer>): Promise<MinerAnswer<Answer>> {
  const { pool, question, start, asking, clock, random } = parameters
  const { reason = 'first', hedged = true, prefer, onAsked } = parameters
  const hedge = pool.hedgeOf(question.synapse)
  return new Promise((resolve, reject) => {
    const running = new Set<Call<Answer>>()
    const failures: CallOutcome[] = []
    const startedAt = clock.now()
    let attempts = 0
    let timer: Timer | null = null
    let isOver = false
    let letGo = () => {}

    const end = () => {
      isOver = true
      timer?.cancel()
      letGo()
      for (const call of running) call.cancel()
    }
    const fail = (error: unknown) => {
      end()
      reject(error)
    }

    function launch(miner: Candidate, why: MinerCall['reason'], choosing: Choosing): void {
      // Classes may be learnt again while it answers.
      const skill = skillOf(miner, choosing)
      onAsked?.(skill)
      asking.asked.add(minerKey(miner))
      const call = start({ pool, miner, reason: why, clock })
      running.add(call)
      call.ended.then((ended) => {
        running.delete(call)
        if (isOver || ended.outcome === 'cancelled') return
        learn(why, ended)
        if (ended.outcome === 'good') {
          // A first call that is outrun here counts with its time until now, which is above the quantile in any case.
          if (why === 'hedge') hedge.took(clock.now() - startedAt)
          end()
          return resolve({ answer: ended.answer, miner, latencyMs: ended.latencyMs, skill })
        }
        failures.push(ended.outcome)
        if (!attempt() && running.size === 0) fail(failed(failures))
      }, fail)
    }

    function learn(why: MinerCall['reason'], { outcome, elapsedMs }: EndedCall<Answer>): void {
      if (outcome === 'ours' || outcome === 'unfit' || question.isPinned) return
      hedge.ended(outcome === 'good')
      if (why === 'first' && outcome !== 'unreachable') hedge.took(elapsedMs)
    }

    function attempt(): boolean {
      if (attempts >= mostAttempts) return false
      const { miners } = asking.model.candidates()
      const choosing = pool.choosing(question.prompt)
      // Weak answers make a vote worse: rather one voter less.
      const isMore = reason === 'vote' && asking.asked.size > 0
      const usable = (isMore ? capable : eligible)(miners, choosing, random, asking.asked)
      const miner = prefer === 'skilled' ? pickBest(usable, choosing) : pick(usable, choosing)
      if (miner === null) return false
      launch(miner, attempts++ === 0 ? reason : 'retry', choosing)
      return true
    }

    function startHedge(): void {
      const { miners } = asking.model.candidates()
      const choosing = pool.choosing(question.prompt)
      const others = ofOthers(capable(miners, choosing, random, asking.asked), miners, asking.asked)
      const miner = pick(others, choosing)
      if (miner !== null && hedge.take()) launch(miner, 'hedge', choosing)
    }

    if (asking.stop.aborted) return reject(asking.stop.reason)
    letGo = onAbort(asking.stop, fail)
    if (!attempt()) return fail(failed(failures))
    if (!hedged || question.isPinned) return
    hedge.began()
    const delayMs = hedge.delayMs()
    if (delayMs !== null) timer = clock.timeout(startHedge, delayMs, { ref: false })
  })
}
