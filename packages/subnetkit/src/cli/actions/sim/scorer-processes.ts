import {
  recipeOf,
  type ScorerRequest,
  type ScorerResult,
  type Scorers,
  type UsualPopulation,
} from '@subnetkit/lab'
import { cliError } from '../../errors.js'
import { failureOf } from '../../output/failure.js'
import { deferred } from '../dev/deferred.js'
import { type Blames, createBlames } from './scorer-blames.js'
import type { FromScorer } from './scorer-messages.js'
import { type ScorerProcess, type Stall, startScorerProcess } from './scorer-process.js'

/** Lab and population that the processes load. */
export interface ScorersToStart {
  readonly module: string
  readonly population: UsualPopulation
  readonly processes: number
  /** Seconds of processor time after which an answer that is still played or scored counts as a loop. */
  readonly stallS: number
}

/**
 * Starts processes that load the lab and play the rounds of validators, each always in the same process. A process in a loop is
 * replaced, and the kind of miner whose answer led into the loop is blamed. Throws what loading throws, and LAB_STALLED for a loop
 * that is no single miner's.
 */
export async function startScorers(options: ScorersToStart): Promise<Scorers> {
  const blames = createBlames()
  const slots = Array.from({ length: options.processes }, () => startSlot(options, blames))
  // A rubric in a loop never notices that its parent is gone.
  const kill = () => {
    for (const one of slots) one.kill()
  }
  process.once('exit', kill)
  const close = async () => {
    await Promise.all(slots.map(({ stop }) => stop()))
    process.off('exit', kill)
  }
  try {
    await Promise.all(slots.map(({ ready }) => ready))
  } catch (error) {
    await close()
    throw error
  }
  const places = new Map<string, number>()
  const slotOf = (validator: string) => {
    const place = places.get(validator) ?? places.size % slots.length
    places.set(validator, place)
    return slots[place]!
  }
  return {
    play: (requests) => Promise.all(requests.map((request) => slotOf(request.validator).play(request))),
    [Symbol.asyncDispose]: close,
  }
}

interface Sent {
  readonly request: ScorerRequest
  /** Null for a round that is only played again. */
  readonly result: ReturnType<typeof deferred<ScorerResult>> | null
}

/** Plays the rounds of some validators in one process after another: each is brought to where the one before it stood. */
function startSlot({ module, population, stallS }: ScorersToStart, blames: Blames) {
  const ready = deferred<void>()
  ready.promise.catch(() => {})
  const waiting = new Map<number, Sent>()
  let played: ScorerRequest[] = []
  let nextId = 0
  let starts = 0
  let isStopped = false
  let current: ScorerProcess = start()

  function start(): ScorerProcess {
    const own = startScorerProcess(onMessage)
    // Who looped once may do so again, and is given less time.
    const seconds = Math.max(0.3 * stallS, stallS / 2 ** starts++)
    own.send({ kind: 'load', module, population, stallS: seconds })
    own.ended.then(({ reason, stall }) => {
      if (isStopped) return fail(cliError('LAB_PROCESS_ENDED', { reason }))
      if (stall === null) fail(cliError('LAB_PROCESS_ENDED', { reason }))
      else resume(stall, seconds)
    })
    return own
  }
  function onMessage(message: FromScorer): void {
    if (message.kind === 'ready') ready.resolve()
    if (message.kind === 'failed') fail(failureOf(message.failure, {}))
    if (message.kind !== 'played') return
    const sent = waiting.get(message.id)
    waiting.delete(message.id)
    if (!sent?.result) return
    played.push(sent.request)
    sent.result.resolve(message.result)
  }
  function fail(error: Error): void {
    ready.reject(error)
    for (const { result } of waiting.values()) result?.reject(error)
    waiting.clear()
  }
  /** Starts another process after a loop, plays what was played, and goes on. */
  function resume({ id, step, miner }: Stall, seconds: number): void {
    const request = waiting.get(id)?.request
    if (request === undefined || blames.add(request, step, miner) === null) {
      const { validator = 'a validator', number = 0 } = request ?? {}
      fail(cliError('LAB_STALLED', { validator, block: number, seconds: 12 * seconds }))
      return
    }
    const open = [...waiting.values()].filter(({ result }) => result !== null)
    waiting.clear()
    current = start()
    for (const one of played) post({ request: one, result: null })
    for (const sent of open) post(sent)
  }
  function post(sent: Sent): void {
    const id = nextId++
    waiting.set(id, sent)
    const { miners, ...request } = sent.request
    const named = miners.map((miner) => ({
      ...{ ...miner, agent: miner.agent.name, recipe: recipeOf(miner.agent) },
    }))
    current.send({ kind: 'play', id, request: { ...request, miners: named, blamed: blames.of(request) } })
  }
  return {
    ready: ready.promise,
    kill: () => current.kill(),
    play(request: ScorerRequest): Promise<ScorerResult> {
      if (played[0]?.simulation !== request.simulation) played = []
      const result = deferred<ScorerResult>()
      post({ request, result })
      return result.promise
    },
    async stop(): Promise<void> {
      isStopped = true
      current.kill()
      await current.ended
    },
  }
}
