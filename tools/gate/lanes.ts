import { spawn } from 'node:child_process'
import { root } from '../boundaries/workspace.js'

/** A command with its arguments. */
export type Step = readonly [command: string, ...args: readonly string[]]

/** Steps that run one after the other. */
export type Lane = readonly Step[]

/** Receiver of the output of lanes. */
export interface LaneOutput {
  /** Receives what a lane wrote, whole, once the lane has ended; the first lane writes to the terminal as it runs. */
  print(text: string): void
}

/**
 * Runs lanes side by side. After a step that fails no lane begins another one. Returns the steps that failed, as a user would type them.
 */
export async function runLanes(lanes: readonly Lane[], { print }: LaneOutput): Promise<string[]> {
  const failed: string[] = []
  const runLane = async (lane: Lane, isShown: boolean): Promise<void> => {
    let output = ''
    for (const step of lane) {
      if (failed.length > 0) break
      const code = await runStep(step, isShown ? undefined : (text) => (output += text))
      if (code !== 0) failed.push(step.join(' '))
    }
    if (output !== '') print(output)
  }
  await Promise.all(lanes.map((lane, position) => runLane(lane, position === 0)))
  return failed
}

/** Returns the exit code; 1 for a command that does not start or is killed. */
function runStep([command, ...args]: Step, onOutput?: (text: string) => void): Promise<number> {
  const stdio = onOutput === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe']
  // npm is a script where programs have no other form.
  const shell = process.platform === 'win32' && command === 'npm'
  const child = spawn(command, args, { cwd: root, shell, stdio: stdio as 'inherit' })
  for (const stream of [child.stdout, child.stderr] as const) {
    const readable = stream as NodeJS.ReadableStream | null
    readable?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text))
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      onOutput?.(`${error.message}\n`)
      resolve(1)
    })
    child.once('close', (code) => resolve(code ?? 1))
  })
}
