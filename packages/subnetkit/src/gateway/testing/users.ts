import { Worker } from 'node:worker_threads'

/** Users of a gateway that send requests in bursts and pauses, on an event loop of their own: nothing holds up both them and the gateway. */
export interface Users extends Disposable {
  /** Answers by their codes. */
  readonly outcomes: ReadonlyMap<string, number>
}

interface UsersParameters {
  readonly url: string
  readonly keys: readonly string[]
  readonly seed: string
  readonly meanGapMs: number
}

/** Sends requests as `userRequest` makes them, until it is disposed. */
export function startUsers(parameters: UsersParameters): Users {
  const outcomes = new Map<string, number>()
  const worker = new Worker(new URL('./users-worker.ts', import.meta.url), {
    workerData: parameters,
    execArgv: ['--import', 'tsx', '--conditions=@subnetkit/source'],
  })
  worker.on('message', (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1))
  return { outcomes, [Symbol.dispose]: () => void worker.terminate() }
}
