import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process of the campaign. */
export interface Child {
  readonly pid: number
  /** Resolves once it has printed that it is ready; rejects if it ends before. */
  readonly ready: Promise<void>
  readonly isReady: boolean
  /** True if it ever was. */
  readonly wasReady: boolean
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>
  /** End of what it wrote to stderr. */
  readonly complaints: () => string
  /** Sends a line to its stdin. */
  say(line: object): void
  /** Kills it with SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>
}

export interface ChildOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** True for the line, of stdout or stderr, that means ready. */
  readonly isReady: (line: string) => boolean
  readonly onLine?: (line: string) => void
  /** True for a program that does not end when its stdin does: it is killed if this process is. @default false */
  readonly isGuarded?: boolean
}

const complaintBytes = 8_000

export function startChild({ command, args, env, isReady, onLine, isGuarded }: ChildOptions): Child {
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (isGuarded && child.pid !== undefined) guard(child, child.pid)
  let running = true
  let became = false
  let complaints = ''
  const ended = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      running = false
      resolve(code)
    }
    child.once('exit', end)
    child.once('error', (error) => {
      complaints += error.message
      end(null)
    })
  })
  const ready = new Promise<void>((resolve, reject) => {
    const check = (line: string) => {
      if (became || !isReady(line)) return
      became = true
      resolve()
    }
    createInterface({ input: child.stdout! }).on('line', (line) => {
      check(line)
      onLine?.(line)
    })
    createInterface({ input: child.stderr! }).on('line', (line) => {
      complaints = `${complaints}${line}\n`.slice(-complaintBytes)
      check(line)
    })
    void ended.then(() =>
      reject(new Error(`${command} ${args.at(-1) ?? ''} ended before it was ready:\n${complaints}`)),
    )
  })
  ready.catch(() => {}) // killed on purpose, often before it was ready
  child.stdin?.on('error', () => {}) // it is dead
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    get isReady() {
      return running && became
    },
    get wasReady() {
      return became
    },
    complaints: () => complaints,
    say: (line) => void child.stdin?.write(`${JSON.stringify(line)}\n`),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts a shell that kills a process once its own stdin ends, as it does when this process is killed. */
function guard(child: ChildProcess, pid: number): void {
  const script = `trap '' INT; read -r end; kill -9 ${pid}`
  // Outside of the campaign's environment: it is none of the processes that are looked for at the end.
  const { PATH } = process.env
  const shell = spawn('sh', ['-c', script], { env: { PATH }, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => {}) // no shell, no guard
  child.once('exit', () => shell.kill('SIGKILL'))
}
