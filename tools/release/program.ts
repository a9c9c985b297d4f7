import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

/** Runs a file of a project with Node. */
export function start(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
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
      child.kill('SIGINT')
      const [code] = await exited
      return code
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL')
    },
  }
}
