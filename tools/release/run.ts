import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'

/** Folder and environment of a command. */
export interface RunOptions {
  readonly cwd: string
  /** On top of this process's own; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Receives what the command writes to stdout, as it comes. */
  readonly onStdout?: (text: string) => void
}

/** Runs a command to its end and returns what it wrote to stdout; throws with its output when it fails. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, onStdout }: RunOptions,
): Promise<string> {
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
    onStdout?.(text)
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

/**
 * Runs the compiler of this repository: without npx, which takes as long to start as the compiler. It collects its garbage less often, which
 * saves 0.15 of its CPU time for a third more memory.
 */
export const runTsc = (args: readonly string[], options: RunOptions): Promise<string> =>
  run(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), ...args], {
    ...options,
    env: { GOGC: '400', ...options.env },
  })
