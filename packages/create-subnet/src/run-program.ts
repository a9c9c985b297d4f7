import { spawn } from 'node:child_process'

/** How a program ended. */
export interface Ended {
  /** Null if it was stopped by a signal. */
  readonly code: number | null
  /** The last of what it wrote, both streams. */
  readonly output: string
}

const keptCharacters = 65_536

/**
 * Runs a program without a terminal. Null if it is not installed. Rejects with the reason of the signal, once the program
 * is gone.
 */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<Ended | null> {
  const { cwd, env, signal } = options
  signal.throwIfAborted()
  // Package managers are scripts on Windows, which only a shell starts.
  const shell = process.platform === 'win32'
  const child = spawn(program, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk.toString('utf8')}`.slice(-keptCharacters)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop)
  try {
    return await new Promise<Ended | null>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? resolve(null) : reject(error),
      )
      child.once('close', (code) => (signal.aborted ? reject(signal.reason) : resolve({ code, output })))
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
