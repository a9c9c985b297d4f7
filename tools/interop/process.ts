import { spawn } from 'node:child_process'

/** Outcome of a finished program. */
export interface Finished {
  /** Exit code; null when it was ended by a signal, as at the deadline. */
  readonly code: number | null
  /** Both outputs, in the order in which they came. */
  readonly output: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Folder that it runs in. @default that of this process */
  readonly cwd?: string | undefined
  /** Standard input of the program. @default nothing */
  readonly input?: string
  /** After this many milliseconds the program is killed. */
  readonly deadlineMs: number
}

/** Runs a program to its end, without a terminal to ask anything on. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.deadlineMs,
      killSignal: 'SIGKILL',
    })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    // A program that does not read what it is given is no error of ours.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    child.once('close', (code) => resolve({ code, output: Buffer.concat(parts).toString() }))
  })
}
