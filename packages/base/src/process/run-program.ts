import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

/** End of a program. */
export interface Ended {
  /** Null if it was stopped by a signal. */
  readonly code: number | null
  /** The last of what it wrote, both streams. */
  readonly output: string
  /** The last of what it wrote to stdout. */
  readonly stdout: string
}

/** Characters that are kept of each. */
const keptCharacters = 262_144

/** Time for a program to end in order, in ms; then it is killed. */
const killMs = 3_000

/** Time for the last output of a program that has ended, in ms: a process that it left behind may hold its pipes for ever. */
const drainMs = 1_000

const isWindows = process.platform === 'win32'

/**
 * Runs a program without a terminal. Null if it is not installed. Rejects with the reason of the signal, once the program
 * and all that it started are gone.
 */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<Ended | null> {
  const { cwd, env, signal } = options
  signal.throwIfAborted()
  const child = spawn(program, args, {
    ...{ cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
    // Package managers are scripts on Windows, which only a shell starts.
    shell: isWindows,
    // A process group of its own, so that the programs that it starts end with it.
    detached: !isWindows,
  })
  let [output, stdout] = ['', '']
  const added = (text: string, chunk: string) => `${text}${chunk}`.slice(-keptCharacters)
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output = added(output, chunk)
    stdout = added(stdout, chunk)
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    output = added(output, chunk)
  })
  const release = () => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const kill = () => signalAll(child, 'SIGKILL')
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    signalAll(child, 'SIGTERM')
    clearTimeout(timer)
    timer = setTimeout(() => {
      kill()
      release()
    }, killMs)
  }
  signal.addEventListener('abort', stop)
  process.once('exit', kill)
  try {
    return await new Promise<Ended | null>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? resolve(null) : reject(error),
      )
      child.once('exit', () => {
        clearTimeout(timer)
        if (!signal.aborted) {
          timer = setTimeout(release, drainMs)
          return
        }
        kill()
        release()
      })
      child.once('close', (code) =>
        signal.aborted ? reject(signal.reason) : resolve({ code, output, stdout }),
      )
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    process.removeListener('exit', kill)
  }
}

/** Signals a program and the programs that it started. */
function signalAll({ pid }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  if (isWindows) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'])
    return
  }
  try {
    process.kill(-pid, name)
  } catch (error) {
    // All of them have ended; macOS says EPERM for a group of zombies.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
