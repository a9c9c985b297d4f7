import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { withDeadline } from '@subnetkit/base'
import type { ScorerRequest, ScorerResult, Scorers, UsualPopulation } from '@subnetkit/lab'
import { cliError } from '../../errors.js'
import { failureOf } from '../../output/failure.js'
import { deferred } from '../dev/deferred.js'
import type { FromScorer, ToScorer } from './scorer-messages.js'

const entry = fileURLToPath(new URL('scorer-main.js', import.meta.url))

/** Longest wait for the round of one validator, in ms: a rubric that never returns would be waited for forever. */
const roundMs = 120_000

/** Lab and population that the processes load. */
export interface ScorersToStart {
  readonly module: string
  readonly population: UsualPopulation
  readonly processes: number
}

/**
 * Starts processes that load the lab and play the rounds of validators, each always in the same process. Throws what loading throws, and
 * LAB_STALLED for a round without a result.
 */
export async function startScorers({ module, population, processes }: ScorersToStart): Promise<Scorers> {
  const started = Array.from({ length: processes }, startProcess)
  // A rubric in a loop never notices that its parent is gone.
  const kill = () => {
    for (const one of started) one.kill()
  }
  process.once('exit', kill)
  const close = async () => {
    await Promise.all(started.map(({ stop }) => stop()))
    process.off('exit', kill)
  }
  try {
    await Promise.all(started.map((one) => one.load({ kind: 'load', module, population })))
  } catch (error) {
    await close()
    throw error
  }
  const places = new Map<string, number>()
  const processOf = (validator: string) => {
    const place = places.get(validator) ?? places.size % started.length
    places.set(validator, place)
    return started[place]!
  }
  return {
    play: (requests) => Promise.all(requests.map((request) => processOf(request.validator).play(request))),
    [Symbol.asyncDispose]: close,
  }
}

function startProcess() {
  // Two processes cannot share the port of a debugger.
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
  const child: ChildProcess = fork(entry, [], { execArgv, serialization: 'advanced' })
  const kill = () => void child.kill('SIGKILL')
  const ready = deferred<void>()
  const waiting = new Map<number, ReturnType<typeof deferred<ScorerResult>>>()
  let nextId = 0
  const fail = (error: Error) => {
    ready.reject(error)
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }
  ready.promise.catch(() => {})
  child.on('message', (message: FromScorer) => {
    if (message.kind === 'ready') return ready.resolve()
    if (message.kind === 'played') {
      waiting.get(message.id)?.resolve(message.result)
      waiting.delete(message.id)
    } else fail(failureOf(message.failure, {}))
  })
  child.on('error', fail)
  const ended = once(child, 'exit').then(([code, signal]) => {
    fail(cliError('LAB_PROCESS_ENDED', { reason: signal ?? `exit code ${code}` }))
  })
  const send = (message: ToScorer) => {
    if (child.connected) child.send(message)
  }
  return {
    kill,
    load(message: ToScorer): Promise<void> {
      send(message)
      return ready.promise
    },
    async play({ miners, ...request }: ScorerRequest): Promise<ScorerResult> {
      const id = nextId++
      const result = deferred<ScorerResult>()
      waiting.set(id, result)
      const named = miners.map((miner) => ({ ...miner, agent: miner.agent.name }))
      send({ kind: 'play', id, request: { ...request, miners: named } })
      const { validator, number } = request
      // The rounds before it come first.
      const ms = roundMs * waiting.size
      return withDeadline(result.promise, ms, () =>
        cliError('LAB_STALLED', { validator, block: number, seconds: ms / 1_000 }),
      )
    },
    async stop(): Promise<void> {
      kill()
      await ended
    },
  }
}
