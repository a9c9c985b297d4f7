import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A user's program in a separate process. */
export interface Program extends AsyncDisposable {
  /** The first line on stderr that matches; fails with all of them when the process ends before, or nothing comes. */
  says(pattern: RegExp): Promise<string>
  /** Interrupts it, and gives its exit code. */
  end(): Promise<number | null>
}

/** Ends a hang. */
const longestMs = 240_000

/**
 * Runs a file of a project with Node.
 *
 * @param sandbox command that runs another command, with its arguments; with it, or empty, the environment is `env` alone
 */
export function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  sandbox?: readonly string[],
): Program {
  const [command = '', ...rest] = [...(sandbox ?? []), process.execPath, file, ...args]
  const { PATH = '' } = process.env
  const child = spawn(command, rest, {
    env: sandbox === undefined ? { ...process.env, ...env } : { PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const lines: string[] = []
  const looks = new Set<() => void>()
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    for (const look of looks) look()
  })
  return {
    says(pattern) {
      return new Promise((resolve, reject) => {
        const give = (problem: string) => () =>
          reject(new Error(`${file} ${problem}: ${pattern}\n${lines.join('\n')}`))
        const timer = setTimeout(give(`said nothing like this within ${longestMs / 1_000} s`), longestMs)
        const look = () => {
          const line = lines.find((one) => pattern.test(one))
          if (line === undefined) return
          looks.delete(look)
          clearTimeout(timer)
          resolve(line)
        }
        looks.add(look)
        look()
        exited.then(give('ended before it said this'))
      })
    },
    async end() {
      if (sandbox === undefined || sandbox.length === 0) child.kill('SIGINT')
      else process.kill(innermost(child.pid ?? 0), 'SIGINT')
      const [code] = await exited
      return code
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL')
    },
  }
}

/** The program in a sandbox, which passes no signals on. */
function innermost(pid: number): number {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  return child === '' ? pid : innermost(Number(child))
}
