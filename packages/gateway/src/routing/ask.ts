import { type Clock, isSubnetError } from '@subnetkit/base'
import type { ChatAnswer, QueryResult } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import type { AnswerCheck } from '../wire/response-format.js'
import { begun, type CallEnd, ended, freshMiner, type MinerState, minerKey } from './miner-state.js'
import { eligible, pick } from './pick.js'

/** An answer, and the miner that gave it. */
export interface MinerAnswer {
  readonly answer: ChatAnswer
  readonly miner: Candidate
  readonly latencyMs: number
}

interface AskParameters {
  readonly model: GatewayModel
  readonly input: unknown
  readonly check: AnswerCheck | null
  readonly signal: AbortSignal
  /** Miners that are not asked; those that are asked are added. */
  readonly asked: Set<string>
}

/** Asks miners for answers, and learns from how they do. */
export interface Router {
  /** Asks one miner after the other until one has a usable answer. Throws ApiError. */
  ask(parameters: AskParameters): Promise<MinerAnswer>
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

  return {
    async ask({ model, input, check, signal, asked }) {
      const failures: Failure[] = []
      while (failures.length < mostAttempts) {
        const { miners } = model.candidates()
        const now = clock.now()
        const miner = pick(eligible(miners, states, { now, exclude: asked }), states, random)
        if (miner === null) break
        asked.add(minerKey(miner))
        change(miner, begun)
        let end: CallEnd = { kind: 'unknown' }
        try {
          const result = await model.query(miner, input, { signal })
          signal.throwIfAborted()
          const judged = judge(result, model, check)
          end = judged.end
          if (judged.answer !== null) return { answer: judged.answer, miner, latencyMs: result.latencyMs }
          failures.push(judged.failure)
        } catch (error) {
          throw isSubnetError(error) && error.code === 'BODY_MALFORMED' ? unsuitable(error.message) : error
        } finally {
          change(miner, (state) => ended(state, end, clock.now()))
        }
      }
      throw failed(failures)
    },
  }
}

/** Statuses by which a miner will not be asked, as opposed to one that tried and failed. */
const declines: ReadonlySet<number> = new Set([401, 403, 404, 426, 429, 503])

type Failure = 'late' | 'unreachable' | 'unusable' | 'ours'
type Judged = { readonly end: CallEnd } & (
  | { readonly answer: ChatAnswer }
  | { readonly answer: null; readonly failure: Failure }
)

function judge(result: QueryResult<unknown>, { view }: GatewayModel, check: AnswerCheck | null): Judged {
  const { latencyMs } = result
  const fail = (failure: Failure): Judged => ({
    end: failure === 'ours' ? { kind: 'unknown' } : { kind: 'failed', latencyMs },
    ...{ answer: null, failure },
  })
  if (result.kind === 'ours') return fail('ours')
  if (result.kind === 'absent') return fail(result.code === 'MINER_UNREACHABLE' ? 'unreachable' : 'late')
  if (result.kind === 'refused') return fail(declines.has(result.status) ? 'unreachable' : 'unusable')
  if (result.kind === 'malformed') return fail('unusable')
  const answer = view.toAnswer(result.output)
  if (check !== null && check(answer.content) !== null) return fail('unusable')
  return { end: { kind: 'good', latencyMs }, answer }
}

/** The input did not match the synapse: the client asks for what this subnet does not take. */
const unsuitable = (detail: string) =>
  new ApiError('invalid_value', `This model does not take the request: ${detail}`, { param: 'messages' })

function failed(failures: readonly Failure[]): ApiError {
  if (failures.includes('unusable')) {
    const message = `${failures.length} miners were asked, and none had a usable answer.`
    return new ApiError('no_valid_answer', message)
  }
  if (failures.includes('late')) return new ApiError('upstream_timeout', 'No miner answered in time.')
  const message = 'No miner can be asked at the moment.'
  return new ApiError('no_miner_available', message, { headers: { 'retry-after': '5' } })
}
