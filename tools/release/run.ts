import { spawn } from 'node:child_process'

/** Folder and environment of a command. */
export interface RunOptions {
  readonly cwd: string
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command to its end and returns what it wrote to stdout; throws with its output when it fails. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(stdout)
      else
        reject(
          new Error(`${command} ${args.join(' ')} ended with ${code} in ${cwd}:\n${output.slice(-8_000)}`),
        )
    })
  })
}
