import type { Clock, Timer } from '@subnetkit/base'
import type { GatewayModel } from '../model.js'
import { type CallParameters, startCall } from './call.js'
import { type CheckShares, crossCheck, majority, probe } from './checks.js'
import { type LiveAnswer, startLiveCall } from './live-call.js'
import { createPool, type Pool } from './pool.js'
import type { Asking, How, LiveQuestion, MinerAnswer, Question } from './question.js'
import { race } from './race.js'
import type { MinerRoute } from './routes.js'

/** Asks miners for answers, and learns from how they do. */
export interface Router {
  /**
   * Asks a miner for an answer, another one if it fails, and a second one beside it if it is late. Throws ApiError, and the reason of
   * the signal.
   */
  ask<Answer>(question: Question<Answer>, asking: Asking, how?: How): Promise<MinerAnswer<Answer>>
  /**
   * Asks a miner for an answer that is passed on as it comes: until its first part as `ask` does, and afterwards no other miner. The model
   * has to stream. Throws ApiError, and the reason of the signal.
   */
  open<Answer>(
    question: Question<Answer>,
    live: LiveQuestion<Answer>,
    asking: Asking,
  ): Promise<MinerAnswer<LiveAnswer<Answer>>>
  /** Learns from the answers of several miners to one question, where most of them agree. */
  compare<Answer>(
    question: Question<Answer>,
    asking: Pick<Asking, 'model'>,
    answers: readonly MinerAnswer<Answer>[],
  ): void
  /** Number of miners that are not asked for a while. */
  benched(): number
  /** Everything known of the miners of a model. */
  routes(model: GatewayModel): readonly MinerRoute[]
}

/** Options of {@link createRouter}. */
export interface RouterOptions {
  readonly clock: Pick<Clock, 'now' | 'timeout'>
  readonly random: () => number
  /** @default no checks */
  readonly shares?: CheckShares | undefined
  /** Returns the time in ms that a question of known answer waits after the request that it follows. @default none */
  readonly probeDelayMs?: (() => number) | undefined
  /** Receives errors of checks, which concern no client. @default they are ignored */
  readonly onError?: ((error: unknown) => void) | undefined
}

type CallStart = Pick<CallParameters<unknown>, 'pool' | 'miner' | 'reason' | 'clock'>

const noChecks: CheckShares = { probes: 0, crossChecks: 0 }

/** Checks that run at a time, at most: they never get in the way of requests. */
const mostChecks = 8
/** Questions of known answer that wait for their time, at most. */
const mostWaiting = 256

export function createRouter({
  clock,
  random,
  shares = noChecks,
  probeDelayMs = () => 0,
  onError = () => {},
}: RouterOptions): Router & Disposable {
  const pools = new Map<string, Pool>()
  const waiting = new Set<Timer>()
  let checks = 0
  function poolOf(model: GatewayModel): Pool {
    const pool = pools.get(model.id) ?? createPool(model, clock)
    pools.set(model.id, pool)
    return pool
  }
  function check(run: () => Promise<void>): void {
    if (checks >= mostChecks) return
    checks++
    run()
      .catch(onError)
      .finally(() => void checks--)
  }

  /** Runs a check after a while, so that a miner does not know it by the request that it follows. */
  function checkLater(run: () => Promise<void>): void {
    const ms = probeDelayMs()
    if (ms <= 0) check(run)
    else if (waiting.size < mostWaiting) {
      const work = () => {
        waiting.delete(timer)
        check(run)
      }
      const timer = clock.timeout(work, ms, { ref: false })
      waiting.add(timer)
    }
  }

  /** Follows a request by checks of miners, now and then. Answers of a vote are compared in any case. */
  function checkAfter<Answer>(
    question: Question<Answer>,
    given: MinerAnswer<Answer>,
    { model, onCompared, reason }: Pick<Asking, 'model' | 'onCompared'> & Pick<How, 'reason'>,
  ): void {
    const parameters = { pool: poolOf(model), model, clock, random, onCompared }
    if (random() < shares.probes) checkLater(() => probe(parameters))
    if (reason !== 'vote' && random() < shares.crossChecks)
      check(() => crossCheck(question, given, parameters))
  }

  return {
    benched: () => [...pools.values()].reduce((sum, pool) => sum + pool.benched(), 0),
    routes: (model) => poolOf(model).routes(),
    async ask(question, asking, how = {}) {
      const { model } = asking
      const pool = poolOf(model)
      pool.skills.count()
      const start = (call: CallStart) => startCall({ question, asking, ...call })
      const given = await race({ pool, question, start, asking, clock, random, ...how })
      checkAfter(question, given, { model, onCompared: asking.onCompared, reason: how.reason })
      return given
    },
    async open(question, live, asking) {
      const { model } = asking
      const pool = poolOf(model)
      pool.skills.count()
      const start = (call: CallStart) => startLiveCall({ question, live, asking, ...call })
      const asked = { ...question, synapse: live.synapse }
      const given = await race({ pool, question: asked, start, asking, clock, random })
      const { answer } = given
      async function* texts(): AsyncGenerator<string> {
        yield* answer.texts
        const whole = answer.whole()
        if (whole !== null) checkAfter(question, { ...given, answer: whole }, asking)
      }
      return { ...given, answer: { ...answer, texts: texts() } }
    },
    compare({ agree, prompt }, { model }, answers) {
      if (agree === undefined) return
      const verdict = majority(
        answers.map(({ miner, answer, skill }) => ({ miner, skill, gist: agree(answer) })),
      )
      if (verdict !== null) poolOf(model).judged(prompt, verdict, 'agreement')
    },
    [Symbol.dispose]() {
      for (const timer of waiting) timer.cancel()
    },
  }
}
