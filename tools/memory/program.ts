import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A line of a measured program: what it reports, and the largest memory so far in kB. */
export type ProgramLine = Readonly<Record<string, unknown>>

/** A compiled program in a process of its own, which writes lines of JSON. Disposing it ends its input. */
export interface Program extends AsyncDisposable {
  /** Returns the next line; throws if the program ends instead. */
  next(): Promise<ProgramLine>
  write(line: string): void
}

/** Starts one of the programs beside this file. */
export function startProgram(file: string, ...args: readonly string[]): Program {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: process.env.MEMORY_NODE_OPTIONS ?? '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${file} ended early`)
      return JSON.parse(value) as ProgramLine
    },
    write: (line) => void child.stdin.write(`${line}\n`),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}
