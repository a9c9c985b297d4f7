import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Users of a gateway that send requests in bursts and pauses, in a process of their own: nothing holds up both them and the gateway. */
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
  const script = fileURLToPath(new URL('./users-program.ts', import.meta.url))
  const program = spawn(
    process.execPath,
    ['--conditions=@subnetkit/source', '--import', 'tsx', script, JSON.stringify(parameters)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  createInterface({ input: program.stdout }).on('line', (outcome) =>
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  )
  return { outcomes, [Symbol.dispose]: () => void program.kill() }
}
