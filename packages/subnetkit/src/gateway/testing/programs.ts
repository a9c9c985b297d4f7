import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SeenRequest } from './recording-proxy.js'

/** Time in ms that all processes of this machine have in common. */
export const sharedNow = (): number => performance.timeOrigin + performance.now()

/** A program of this folder in a process of its own: nothing that holds up the gateway holds it up, too. */
function start(name: string, parameters: object, onLine: (line: string) => void): Disposable {
  const script = fileURLToPath(new URL(name, import.meta.url))
  const program = spawn(
    process.execPath,
    ['--conditions=@subnetkit/source', '--import', 'tsx', script, JSON.stringify(parameters)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  createInterface({ input: program.stdout }).on('line', onLine)
  return { [Symbol.dispose]: () => void program.kill() }
}

/** Users of a gateway that send requests in bursts and pauses. */
export interface Users extends Disposable {
  /** Answers by their codes. */
  readonly outcomes: ReadonlyMap<string, number>
}

/** Sends requests as `userRequest` makes them, until it is disposed. */
export function startUsers(parameters: {
  readonly url: string
  readonly keys: readonly string[]
  readonly seed: string
  readonly meanGapMs: number
}): Users {
  const outcomes = new Map<string, number>()
  const program = start('./users-program.ts', parameters, (outcome) =>
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  )
  return { outcomes, [Symbol.dispose]: () => program[Symbol.dispose]() }
}

/** A miner behind a listener that remembers its requests. */
export interface Talker extends AsyncDisposable {
  readonly seen: readonly SeenRequest[]
}

/** Starts a miner of the talker, and waits until it serves. */
export async function startTalker(parameters: {
  readonly network: string
  readonly netuid: number
  readonly hotkey: string
}): Promise<Talker> {
  const seen: SeenRequest[] = []
  let serves = () => {}
  const serving = new Promise<void>((resolve) => {
    serves = resolve
  })
  const program = start('./talker-program.ts', parameters, (line) => {
    if (line === 'serving') serves()
    else seen.push(JSON.parse(line) as SeenRequest)
  })
  await serving
  return { seen, [Symbol.asyncDispose]: async () => program[Symbol.dispose]() }
}
