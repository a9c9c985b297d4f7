import { type Clock, isSubnetError } from '@subnetkit/base'
import type { QueryResult } from '@subnetkit/core'
import type { Candidate } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import { judge } from './judge.js'
import { begun, type CallEnd, ended, freshMiner, type MinerState, minerKey } from './miner-state.js'
import { eligible, pick } from './pick.js'
import type { Asking, CallOutcome, MinerAnswer, Question } from './question.js'

/** Asks miners for answers, and learns from how they do. */
export interface Router {
  /** Asks one miner after the other until one has a usable answer. Throws ApiError. */
  ask<Answer>(question: Question<Answer>, asking: Asking): Promise<MinerAnswer<Answer>>
  /** Number of miners that are not asked for a while. */
  benched(): number
}

/** Miners that are asked for one answer, at most. */
const mostAttempts = 3
/** Miners whose state is kept. */
const mostStates = 4_096

export function createRouter({
  clock,
  random,
}: {
  readonly clock: Pick<Clock, 'now'>
  readonly random: () => number
}): Router {
  const states = new Map<string, MinerState>()
  const change = (miner: Candidate, to: (state: MinerState) => MinerState) => {
    const key = minerKey(miner)
    const state = to(states.get(key) ?? freshMiner)
    states.delete(key)
    states.set(key, state)
    if (states.size > mostStates) states.delete(states.keys().next().value!)
  }

  /** One call, counted in the state of its miner whatever happens. */
  async function call<Answer>(miner: Candidate, question: Question<Answer>, { model, signal }: Asking) {
    change(miner, begun)
    let end: CallEnd = { kind: 'unknown' }
    try {
      const result = await model.query(miner, question.synapse, question.input, {
        signal,
        keepReceived: question.keepReceived,
      })
      signal.throwIfAborted()
      const judged = await judge(result, question)
      end = endOf(result, judged.outcome)
      return { result, judged }
    } catch (error) {
      throw isSubnetError(error) && error.code === 'BODY_MALFORMED' ? unsuitable(question, error) : error
    } finally {
      change(miner, (state) => ended(state, end, clock.now()))
    }
  }

  return {
    benched() {
      const now = clock.now()
      return [...states.values()].filter(({ benchedUntil }) => benchedUntil > now).length
    },
    async ask(question, asking) {
      const failures: CallOutcome[] = []
      while (failures.length < mostAttempts) {
        const { miners } = asking.model.candidates()
        const usable = eligible(miners, states, { now: clock.now(), exclude: asking.asked })
        const miner = pick(usable, states, random)
        if (miner === null) break
        asking.asked.add(minerKey(miner))
        const { result, judged } = await call(miner, question, asking)
        const { latencyMs } = result
        const reason = failures.length === 0 ? 'first' : 'retry'
        const exchange = 'exchange' in result ? result.exchange : undefined
        const calls = result.kind === 'ok' ? result.calls : undefined
        asking.onCall({ miner, reason, outcome: judged.outcome, latencyMs, exchange, calls })
        if (judged.outcome === 'good') return { answer: judged.answer, miner, latencyMs }
        failures.push(judged.outcome)
      }
      throw failed(failures)
    },
  }
}

function endOf({ latencyMs }: QueryResult<unknown>, outcome: CallOutcome): CallEnd {
  if (outcome === 'ours') return { kind: 'unknown' }
  return { kind: outcome === 'good' ? 'good' : 'failed', latencyMs }
}

/** The input did not match the synapse: the client asks for what this subnet does not take. */
const unsuitable = ({ param }: Pick<Question<unknown>, 'param'>, { message }: Error) =>
  new ApiError('invalid_value', `This model does not take the request: ${message}`, { param })

function failed(failures: readonly CallOutcome[]): ApiError {
  if (failures.includes('unusable')) {
    const message = `${failures.length} miners were asked, and none had a usable answer.`
    return new ApiError('no_valid_answer', message)
  }
  if (failures.includes('late')) return new ApiError('upstream_timeout', 'No miner answered in time.')
  const message = 'No miner can be asked at the moment.'
  return new ApiError('no_miner_available', message, { headers: { 'retry-after': '5' } })
}
